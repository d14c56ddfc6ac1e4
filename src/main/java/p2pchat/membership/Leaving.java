package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Role;

/** A member on its way out (M5): asks the leader a few times, then leaves in any case. */
final class Leaving extends RoleState {

    private static final int TRIES = 3;

    private final Leader leader;
    private long call;
    private int triesLeft = TRIES;

    Leaving(RoleContext context, Leader leader) {
        super(context);
        this.leader = leader;
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
            context.leave(at);
        } else if (input instanceof MembershipInput.PeerFailed failed && failed.ticket() == call) {
            askLeader(at);
        }
    }

    private void askLeader(InputContext at) {
        if (triesLeft-- > 0) {
            call = out.leave(leader, context.settings.pushTimeout().toMillis());
        } else {
            context.leave(at);
        }
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.of(leader), self.viewId());
    }
}
