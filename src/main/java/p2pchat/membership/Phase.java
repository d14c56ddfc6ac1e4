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
interface Phase {

    Role role();

    void enter(Moment at);

    default void timer(Moment at, Membership.Timer timer) {}

    default void informed(Moment at, long ticket, Optional<NetworkInfo> record) {}

    default void directoryAnswered(Moment at, long ticket, DirectoryReply reply) {}

    default void directoryFailed(Moment at, long ticket) {}

    default void joinAnswered(Moment at, long ticket, JoinReply reply) {}

    default void leaveAnswered(Moment at, long ticket, LeaveReply reply) {}

    default void coordinatorAnswered(Moment at, long ticket, CoordinatorReply reply) {}

    default void peerFailed(Moment at, long ticket) {}

    /** Answers a joiner; only a leader admits. */
    JoinReply joinRequested(Moment at, Header header, JoinRequest request);

    default LeaveReply leaveRequested(Moment at, Header header) {
        return new LeaveReply.NotLeader();
    }

    default void leaderLost(Moment at) {}

    default void leaderDenies(Moment at) {}

    default void memberLost(Moment at, MemberId member) {}

    default void verified(Moment at, Uid suspect, boolean alive) {}

    default void mayClaim(Moment at, int heard) {}

    default void leaderIsFresh(Moment at) {}

    default void electionOver(Moment at) {}

    default void memberBehind(Moment at, MemberId member) {}

    default void lagged(Moment at) {}

    /** The user wants another nick. False if there is nobody to ask. */
    default boolean rename(Moment at, long ticket, Nick nick) {
        return false;
    }

    /** The user wants out. */
    void leave(Moment at);
}
