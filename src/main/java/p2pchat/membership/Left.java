package p2pchat.membership;

import p2pchat.model.Header;
import p2pchat.model.Refusal;
import p2pchat.model.Role;

/** Is not in the network: before the start, and permanently after the end. */
final class Left extends RoleState {

    Left(RoleContext context) {
        super(context);
    }

    @Override
    Role role() {
        return Role.LEFT;
    }

    @Override
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.Refused(Refusal.notMember());
    }

    @Override
    LeaveReply leaveRequested(InputContext at, Header header) {
        return new LeaveReply.Refused(Refusal.notMember());
    }
}
