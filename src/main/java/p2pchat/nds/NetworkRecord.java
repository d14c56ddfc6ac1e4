package p2pchat.nds;

import java.util.Optional;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;

/**
 * What the directory keeps of one network, durable before it is spoken of.
 *
 * @param epoch the current leadership; every grant increments it
 * @param grantedFrom the epoch the last grant was claimed against, so that a repeated claim gets the same answer
 * @param leader empty once the last member has left
 * @param idHighWater the highest node id ever reserved
 * @param restored whether the record was rebuilt from what members carried after the directory lost its store (H5)
 */
public record NetworkRecord(
        NetworkId id,
        NetworkName name,
        long epoch,
        long grantedFrom,
        Optional<Leader> leader,
        int idHighWater,
        boolean restored) {}
