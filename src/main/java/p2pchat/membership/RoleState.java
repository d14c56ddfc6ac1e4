package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Nick;
import p2pchat.model.Role;
import p2pchat.model.View;

/** One role, from entering to leaving it. The next role knows none of its tickets, so its calls end with it. */
abstract class RoleState {

    final RoleContext context;
    final LocalState self;
    final EffectBuffer out;

    RoleState(RoleContext context) {
        this.context = context;
        this.self = context.self;
        this.out = context.out;
    }

    abstract Role role();

    /** Returns the leader that an election is to replace. */
    Optional<Leader> suspect() {
        return Optional.empty();
    }

    /** Returns whether this node is on its way out. */
    boolean isLeaving() {
        return false;
    }

    void enter(InputContext at) {}

    /** Handles an input; a role ignores what it does not name. */
    void on(InputContext at, MembershipInput input) {}

    /** This node's address has changed; a member joins again under it. */
    void addressChanged(InputContext at) {
        context.recover(at, LeaderChangeReason.RESUMED);
    }

    /** Statements have changed who may be a member or lead. */
    void authorityChanged(InputContext at) {}

    /** Answers a joiner; only a leader admits. */
    abstract JoinReply joinRequested(InputContext at, Header header, JoinRequest request);

    /** Another member, with a higher id, leads in this epoch, too. */
    void outbid(InputContext at, View rival) {}

    LeaveReply leaveRequested(InputContext at, Header header) {
        return new LeaveReply.NotLeader();
    }

    void rename(InputContext at, long ticket, Nick nick) {
        context.nickChange.answer(ticket, new RenameReply.NotNow("there is no leader at this moment"));
    }
}
