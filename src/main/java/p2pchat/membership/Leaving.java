package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Role;

/** A member on its way out (M5): asks the leader a few times, and goes in any case. */
final class Leaving implements RoleState {

    private static final int TRIES = 3;

    private final RoleContext core;
    private final Leader leader;
    private long call;
    private int triesLeft = TRIES;

    Leaving(RoleContext core, Leader leader) {
        this.core = core;
        this.leader = leader;
    }

    @Override
    public Role role() {
        return Role.MEMBER;
    }

    @Override
    public void enter(InputContext at) {
        ask(at);
    }

    private void ask(InputContext at) {
        if (triesLeft-- > 0) {
            call = core.out.leave(leader, core.settings.pushTimeout().toMillis());
        } else {
            core.depart(at);
        }
    }

    @Override
    public void leaveAnswered(InputContext at, long ticket, LeaveReply reply) {
        if (ticket == call) {
            core.depart(at);
        }
    }

    @Override
    public void peerFailed(InputContext at, long ticket) {
        if (ticket == call) {
            ask(at);
        }
    }

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.of(leader), core.self.viewId());
    }

    @Override
    public void leave(InputContext at) {}
}
