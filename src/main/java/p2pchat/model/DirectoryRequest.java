package p2pchat.model;

import java.util.Optional;
import java.util.Set;

/** A request to change a record of the directory: {@code create_network} or a form of {@code nds_update_leader}. */
public sealed interface DirectoryRequest {

    NetworkName name();

    NetworkId network();

    /** The node that asks. */
    Leader node();

    /** Members that may not do what this asks for, as the receiver has found out. */
    default Set<Uid> unfit() {
        return Set.of();
    }

    /** Returns the request with the unfit members that are known. */
    default DirectoryRequest with(Set<Uid> unfitMembers) {
        return this;
    }

    /** Creates a network. The founder draws its id and leads it as n1 (M2, H15). */
    record Create(NetworkName name, NetworkId network, Leader founder) implements DirectoryRequest {

        @Override
        public Leader node() {
            return founder;
        }
    }

    /**
     * Claims the leadership in place of the leader the claimant knew (M7).
     *
     * @param view the claimant's view; {@link ViewId#NONE} for a stranger (H19)
     * @param heard the claimant itself and the members with a recent round trip (H2)
     * @param knownLeader the leader of that view, to restore an empty directory (H5)
     * @param highestId the highest node id the claimant knows, including blocks (H5)
     * @param unfit members that may not lead: removed ones, readers, and those proven to have signed two views of one id
     */
    record Claim(
            NetworkName name,
            NetworkId network,
            ViewId view,
            Leader candidate,
            int heard,
            Optional<Leader> knownLeader,
            int highestId,
            Set<Uid> unfit)
            implements DirectoryRequest {

        public Claim {
            unfit = Set.copyOf(unfit);
        }

        /** Creates a claim against a leader that may lead. */
        public Claim(
                NetworkName name,
                NetworkId network,
                ViewId view,
                Leader candidate,
                int heard,
                Optional<Leader> knownLeader,
                int highestId) {
            this(name, network, view, candidate, heard, knownLeader, highestId, Set.of());
        }

        @Override
        public Leader node() {
            return candidate;
        }

        @Override
        public Claim with(Set<Uid> unfitMembers) {
            return new Claim(name, network, view, candidate, heard, knownLeader, highestId, unfitMembers);
        }
    }

    /**
     * Confirms the leadership every 2 s, and extends the block of ids before it is used up (H7).
     *
     * @param block the ids left to assign
     */
    record Refresh(
            NetworkName name, NetworkId network, ViewId view, Leader leader, IdBlock block, int members, Set<Uid> unfit)
            implements DirectoryRequest {

        public Refresh {
            unfit = Set.copyOf(unfit);
        }

        public Refresh(NetworkName name, NetworkId network, ViewId view, Leader leader, IdBlock block, int members) {
            this(name, network, view, leader, block, members, Set.of());
        }

        @Override
        public Leader node() {
            return leader;
        }

        @Override
        public Refresh with(Set<Uid> unfitMembers) {
            return new Refresh(name, network, view, leader, block, members, unfitMembers);
        }
    }

    /**
     * Hands the leadership to a successor, or to none if the leader is the last member (H20). Needs no probe.
     *
     * @param unfit a successor that may not lead, and a leader that was removed; one that became a reader may hand over
     */
    record Handover(NetworkName name, NetworkId network, ViewId view, Leader from, Optional<Leader> to, Set<Uid> unfit)
            implements DirectoryRequest {

        public Handover {
            unfit = Set.copyOf(unfit);
        }

        public Handover(NetworkName name, NetworkId network, ViewId view, Leader from, Optional<Leader> to) {
            this(name, network, view, from, to, Set.of());
        }

        @Override
        public Leader node() {
            return from;
        }

        @Override
        public Handover with(Set<Uid> unfitMembers) {
            return new Handover(name, network, view, from, to, unfitMembers);
        }
    }
}
