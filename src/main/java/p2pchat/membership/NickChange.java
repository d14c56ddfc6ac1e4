package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Leader;
import p2pchat.model.Nick;

/**
 * A member's request for another nick until the leader answers. The member joins again under the same uid, which changes
 * only the nick (protocol 2.2). At most one is open; it ends with the role in which it was made.
 */
final class NickChange {

    private record Request(long ticket, long call, Leader leader, Nick nick, int triesLeft) {}

    private final LocalState self;
    private final EffectBuffer out;
    private final long timeoutMillis;
    private Optional<Request> open = Optional.empty();

    NickChange(LocalState self, EffectBuffer out, long timeoutMillis) {
        this.self = self;
        this.out = out;
        this.timeoutMillis = timeoutMillis;
    }

    void request(long ticket, Leader leader, Nick nick) {
        if (open.isPresent()) {
            answer(ticket, new RenameReply.NotNow("another nick change is in progress"));
            return;
        }
        call(ticket, leader, nick, LocalState.MAX_NICKS);
    }

    private void call(long ticket, Leader leader, Nick nick, int triesLeft) {
        JoinRequest request = new JoinRequest(nick, self.applicant.address(), self.applicant.visiting());
        open = Optional.of(new Request(ticket, out.join(leader, request, timeoutMillis), leader, nick, triesLeft - 1));
    }

    boolean isWaitingFor(long call) {
        return open.filter(request -> request.call() == call).isPresent();
    }

    void answered(JoinReply reply) {
        Request asked = open.orElseThrow();
        if (reply instanceof JoinReply.Joined) {
            self.nick = asked.nick();
            end(new RenameReply.Renamed(asked.nick()));
        } else if (reply instanceof JoinReply.NickTaken taken
                && taken.free().isNumbered(asked.nick())
                && asked.triesLeft() > 0) {
            call(asked.ticket(), asked.leader(), taken.free(), asked.triesLeft());
        } else if (reply instanceof JoinReply.NickTaken) {
            end(new RenameReply.NotNow("the leader names no free nick"));
        } else if (reply instanceof JoinReply.Refused refused) {
            end(new RenameReply.NotNow("the leader refused: " + refused.why().detail()));
        } else {
            end(new RenameReply.NotNow("the leader is changing"));
        }
    }

    void fail(String why) {
        end(new RenameReply.NotNow(why));
    }

    void answer(long ticket, RenameReply reply) {
        out.add(new MembershipEffect.AnswerRename(ticket, reply));
    }

    private void end(RenameReply reply) {
        open.ifPresent(request -> answer(request.ticket(), reply));
        open = Optional.empty();
    }
}
