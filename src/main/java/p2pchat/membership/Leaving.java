package p2pchat.membership;

import java.util.Optional;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Role;

/**
 * A member on its way out (M5): asks the leader a few times, then leaves in any case. A leader that is leaving too answers
 * that it does not lead. Then the next one is asked, or this member gets the lead and passes it on (H20).
 */
final class Leaving extends RoleState {

    private static final int TRIES = 3;

    private final Leader first;
    private long call;
    private int triesLeft = TRIES;

    Leaving(RoleContext context, Leader leader) {
        super(context);
        this.first = leader;
    }

    @Override
    Role role() {
        return Role.MEMBER;
    }

    @Override
    boolean isLeaving() {
        return true;
    }

    @Override
    void enter(InputContext at) {
        askLeader(at);
    }

    @Override
    void on(InputContext at, MembershipInput input) {
        if (input instanceof MembershipInput.LeaveAnswered answered && answered.ticket() == call) {
            if (answered.reply() instanceof LeaveReply.NotLeader && triesLeft > 0) {
                out.schedule(Timer.LOOP, context.settings.pushTimeout().toMillis());
            } else {
                context.leave(at);
            }
        } else if ((input instanceof MembershipInput.PeerFailed failed && failed.ticket() == call)
                || input instanceof MembershipInput.TimerFired) {
            askLeader(at);
        }
    }

    private void askLeader(InputContext at) {
        if (triesLeft-- > 0) {
            call = out.leave(leader(), context.settings.pushTimeout().toMillis());
        } else {
            context.leave(at);
        }
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.of(leader()), self.viewId());
    }

    private Leader leader() {
        return self.leader().filter(now -> !self.is(now)).orElse(first);
    }
}
