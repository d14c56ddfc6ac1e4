package p2pchat.membership;

import java.util.Optional;
import java.util.Set;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.Header;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;

/** Everything that happens to a membership. */
public sealed interface MembershipInput {

    /** The timers; all end with the role that set them. */
    enum Timer {
        LOOP,
        INFORMATION,
        REFRESH
    }

    record Start() implements MembershipInput {}

    record TimerFired(Timer timer) implements MembershipInput {}

    // --- from the user

    record LeaveWanted() implements MembershipInput {}

    record RenameWanted(long ticket, Nick nick) implements MembershipInput {}

    // --- requests of other nodes, answered under their ticket

    record JoinRequested(long ticket, Header header, JoinRequest request) implements MembershipInput {}

    record LeaveRequested(long ticket, Header header) implements MembershipInput {}

    record CoordinatorRequested(long ticket, Header header, Coordinator coordinator) implements MembershipInput {}

    // --- outcomes of the calls that effects asked for

    record RecordFound(long ticket, Optional<NetworkInfo> record) implements MembershipInput {}

    record DirectoryAnswered(long ticket, DirectoryReply reply) implements MembershipInput {}

    record DirectoryFailed(long ticket) implements MembershipInput {}

    record JoinAnswered(long ticket, JoinReply reply) implements MembershipInput {}

    record LeaveAnswered(long ticket, LeaveReply reply) implements MembershipInput {}

    record CoordinatorAnswered(long ticket, CoordinatorReply reply) implements MembershipInput {}

    /** A call to a peer got no answer in time, or its connection was refused. */
    record PeerFailed(long ticket) implements MembershipInput {}

    // --- reports of liveness and election

    /** Another part of this node called the directory. */
    record DirectorySeen(boolean answers) implements MembershipInput {}

    /** A pong or an I_AM showed a view. */
    record ViewSeen(View view, boolean byItsLeader) implements MembershipInput {}

    /** A member of our view answered with a lower one. */
    record MemberBehind(MemberId member) implements MembershipInput {}

    /**
     * This member has signed two views of one id. The edge has verified the proof.
     *
     * @param news whether the user does not know yet
     */
    record LeaderLied(Uid leader, long epoch, boolean news) implements MembershipInput {}

    /**
     * Statements have changed who may do what (protocol 2.13). The guardian has found the members of each person.
     *
     * @param removed members that are not in the network any more
     * @param unfit members that may not lead: the removed ones, and readers
     * @param ended stores that their people replace with new ones, under the same nick
     */
    record AuthorityChanged(Set<Uid> removed, Set<Uid> unfit, Set<Uid> ended) implements MembershipInput {
        public AuthorityChanged {
            removed = Set.copyOf(removed);
            unfit = Set.copyOf(unfit);
            ended = Set.copyOf(ended);
        }

        public AuthorityChanged(Set<Uid> removed, Set<Uid> unfit) {
            this(removed, unfit, Set.of());
        }
    }

    /** This node can be reached at another address from now on. */
    record AddressChanged(Address address) implements MembershipInput {}

    /** The store hangs, so that nothing can be made durable, or does so no more. */
    record StoreStalled(boolean stalled) implements MembershipInput {}

    /** This machine was suspended. */
    record Resumed() implements MembershipInput {}

    /** A report about one stint; it is dropped when that stint is over. */
    sealed interface StintReport extends MembershipInput {
        Stint stint();
    }

    record LeaderLost(Stint stint) implements StintReport {}

    record LeaderDenies(Stint stint) implements StintReport {}

    record LeaderSuspected(Stint stint, boolean suspected) implements StintReport {}

    record MemberLost(Stint stint, MemberId member) implements StintReport {}

    record Verified(Stint stint, Uid suspect, boolean alive) implements StintReport {}

    /** This process stood still (H6). */
    record Lagged(Stint stint) implements StintReport {}

    record MayClaim(Stint stint, int heard) implements StintReport {}

    record LeaderIsFresh(Stint stint) implements StintReport {}

    record ElectionOver(Stint stint) implements StintReport {}
}
