package p2pchat.membership;

import java.util.Optional;
import p2pchat.membership.Membership.Effect;
import p2pchat.model.Leader;
import p2pchat.model.Nick;

/**
 * A member's wish for another nick, until the leader has answered: it joins again under the same uid, which changes
 * nothing but the nick (protocol 2.1). One at a time; it ends with the role that it was made in.
 */
final class NickChange {

    private record Wish(long ticket, long call, Nick nick) {}

    private final LocalState self;
    private final EffectBuffer out;
    private final long timeoutMillis;
    private Optional<Wish> wish = Optional.empty();

    NickChange(LocalState self, EffectBuffer out, long timeoutMillis) {
        this.self = self;
        this.out = out;
        this.timeoutMillis = timeoutMillis;
    }

    void ask(long ticket, Leader leader, Nick nick) {
        if (wish.isPresent()) {
            answer(ticket, new RenameReply.NotNow("another change of the name is under way"));
            return;
        }
        JoinRequest request = new JoinRequest(nick, self.applicant.address(), 0);
        wish = Optional.of(new Wish(ticket, out.join(leader, request, timeoutMillis), nick));
    }

    /** Whether this call is about the nick. */
    boolean waitsFor(long call) {
        return wish.filter(open -> open.call() == call).isPresent();
    }

    void answered(JoinReply reply) {
        if (reply instanceof JoinReply.Joined joined) {
            self.nick = wish.orElseThrow().nick();
            end(new RenameReply.Renamed(joined.nick()));
        } else if (reply instanceof JoinReply.Refused refused) {
            end(new RenameReply.NotNow("the leader refused: " + refused.why().detail()));
        } else {
            end(new RenameReply.NotNow("the leader is changing"));
        }
    }

    /** Nothing more is to come of it. */
    void end(String why) {
        end(new RenameReply.NotNow(why));
    }

    void answer(long ticket, RenameReply reply) {
        out.add(new Effect.AnswerRename(ticket, reply));
    }

    private void end(RenameReply reply) {
        wish.ifPresent(open -> answer(open.ticket(), reply));
        wish = Optional.empty();
    }
}
