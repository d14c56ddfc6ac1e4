package p2pchat.membership;

import p2pchat.model.Header;
import p2pchat.model.Refusal;
import p2pchat.model.Role;

/** Is out, for good. */
final class Left implements RoleState {

    @Override
    public Role role() {
        return Role.LEFT;
    }

    @Override
    public void enter(InputContext at) {}

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.Refused(Refusal.notMember());
    }

    @Override
    public LeaveReply leaveRequested(InputContext at, Header header) {
        return new LeaveReply.Refused(Refusal.notMember());
    }

    @Override
    public void leave(InputContext at) {}
}
