package p2pchat.membership;

import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.Role;
import p2pchat.model.Uid;

/**
 * One role, from entering to leaving it. What a role does not name is ignored in it; what it asked and timed ends with
 * it, since the next phase knows none of its tickets.
 */
interface RoleState {

    Role role();

    void enter(InputContext at);

    default void timer(InputContext at, Membership.Timer timer) {}

    default void informed(InputContext at, long ticket, Optional<NetworkInfo> record) {}

    default void directoryAnswered(InputContext at, long ticket, DirectoryReply reply) {}

    default void directoryFailed(InputContext at, long ticket) {}

    default void joinAnswered(InputContext at, long ticket, JoinReply reply) {}

    default void leaveAnswered(InputContext at, long ticket, LeaveReply reply) {}

    default void coordinatorAnswered(InputContext at, long ticket, CoordinatorReply reply) {}

    default void peerFailed(InputContext at, long ticket) {}

    /** Answers a joiner; only a leader admits. */
    JoinReply joinRequested(InputContext at, Header header, JoinRequest request);

    default LeaveReply leaveRequested(InputContext at, Header header) {
        return new LeaveReply.NotLeader();
    }

    default void leaderLost(InputContext at) {}

    default void leaderDenies(InputContext at) {}

    default void memberLost(InputContext at, MemberId member) {}

    default void verified(InputContext at, Uid suspect, boolean alive) {}

    default void mayClaim(InputContext at, int heard) {}

    default void leaderIsFresh(InputContext at) {}

    default void electionOver(InputContext at) {}

    default void memberBehind(InputContext at, MemberId member) {}

    default void lagged(InputContext at) {}

    /** The user wants another nick. False if there is nobody to ask. */
    default boolean rename(InputContext at, long ticket, Nick nick) {
        return false;
    }

    /** The user wants out. */
    void leave(InputContext at);
}
