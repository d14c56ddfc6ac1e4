package p2pchat.model;

import java.util.Optional;

/** What a node asks the directory to change: {@code create_network} and the forms of {@code nds_update_leader}. */
public sealed interface DirectoryRequest {

    NetworkName name();

    NetworkId network();

    /** Found a network under a name; the founder draws its id and leads it as n1 (M2, H15). */
    record Create(NetworkName name, NetworkId network, Leader founder) implements DirectoryRequest {}

    /**
     * Become leader in place of the one the claimant knew (M7).
     *
     * @param view what the claimant knows; {@link ViewId#NONE} for a stranger (H19)
     * @param heard the claimant itself and the members it completed a round trip with lately (H2)
     * @param knownLeader who leads according to that view, so that an empty directory can be restored (H5)
     * @param highestId the highest node id the claimant knows of, blocks included (H5)
     */
    record Claim(
            NetworkName name,
            NetworkId network,
            ViewId view,
            Leader candidate,
            int heard,
            Optional<Leader> knownLeader,
            int highestId)
            implements DirectoryRequest {}

    /**
     * Still leading (every 2 s); also extends the block of ids before it is used up (H7).
     *
     * @param block the ids the leader still has to give
     */
    record Refresh(NetworkName name, NetworkId network, ViewId view, Leader leader, IdBlock block, int members)
            implements DirectoryRequest {}

    /** The leader leaves: to a successor, or to nobody when it is the last (H20). Needs no probe. */
    record Handover(NetworkName name, NetworkId network, ViewId view, Leader from, Optional<Leader> to)
            implements DirectoryRequest {}
}
