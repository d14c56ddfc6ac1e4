package p2pchat.nds;

import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;

/**
 * The directory's record of one network, saved before it is announced.
 *
 * @param epoch the current leadership; every grant increments it
 * @param grantedFrom the epoch against which the last grant was claimed, so that a repeated claim gets the same answer
 * @param leader empty once the last member has left
 * @param idHighWater the highest node id ever reserved
 * @param restored whether the record was rebuilt from members after the store was lost, or is an old copy (H5)
 * @param confirmed whether a leader has ever refreshed it
 */
public record NetworkRecord(
        NetworkId id,
        NetworkName name,
        long epoch,
        long grantedFrom,
        Optional<Leader> leader,
        int idHighWater,
        boolean restored,
        boolean confirmed) {

    static final long FIRST_EPOCH = 1;

    /** Above any epoch that a lost record may have reached since its restorers heard of it (H5). */
    private static final long EPOCH_JUMP = 1000;

    /** Covers ids assigned since. The random part keeps two restorations of one record apart (H5). */
    private static final int ID_JUMP = 256;

    private static final int RANDOM_BLOCKS = 65_536;

    /** Creates the record of a new network. The founder leads at once and has the first block (M2). */
    static NetworkRecord founded(NetworkId id, NetworkName name, Leader founder) {
        return new NetworkRecord(id, name, FIRST_EPOCH, 0, Optional.of(founder), IdBlock.SIZE, false, false);
    }

    /** Rebuilds a record from a member (H5). */
    static NetworkRecord restored(
            NetworkId id, NetworkName name, long epoch, Optional<Leader> leader, int highestId, boolean confirmed) {
        return new NetworkRecord(id, name, epoch, 0, leader, highestId, true, confirmed);
    }

    /** Grants the next leadership. A restored record skips the epochs and ids that it may have lost (H5). */
    NetworkRecord granted(Leader to, long from, long wallClock, RandomGenerator random) {
        long next = restored ? Math.max(epoch + EPOCH_JUMP, wallClock) : epoch + 1;
        int mark = (restored ? jumped(random) : idHighWater) + IdBlock.SIZE;
        return new NetworkRecord(id, name, next, from, Optional.of(to), mark, false, confirmed);
    }

    /** Adds a block for the current leadership (H7). */
    NetworkRecord extended() {
        return withHighWater(idHighWater + IdBlock.SIZE);
    }

    /** Returns a mark above every id that may have been assigned. */
    int jumped(RandomGenerator random) {
        return idHighWater + ID_JUMP + IdBlock.SIZE * random.nextInt(RANDOM_BLOCKS);
    }

    NetworkRecord withHighWater(int mark) {
        return new NetworkRecord(id, name, epoch, grantedFrom, leader, mark, restored, confirmed);
    }

    /** Marks the record as restored if a node knows an id above the mark, because then records were lost (H5). */
    NetworkRecord checkedAgainst(int highestId) {
        return highestId <= idHighWater
                ? this
                : new NetworkRecord(id, name, epoch, grantedFrom, leader, highestId, true, confirmed);
    }

    NetworkRecord ledBy(Optional<Leader> now) {
        return new NetworkRecord(id, name, epoch, grantedFrom, now, idHighWater, restored, confirmed);
    }

    /** Applies a refresh: the leader's present address, and that there was one. */
    NetworkRecord refreshed(Leader by) {
        return new NetworkRecord(id, name, epoch, grantedFrom, Optional.of(by), idHighWater, restored, true);
    }

    /** Returns the block reserved last. Undefined if restored. */
    IdBlock lastBlock() {
        return new IdBlock(Math.max(1, idHighWater - IdBlock.SIZE + 1), idHighWater);
    }

    /** Whether one more jump and block fit; otherwise two thousand million ids are used up. */
    boolean hasIdsLeft() {
        return idHighWater < Integer.MAX_VALUE - ID_JUMP - IdBlock.SIZE * (RANDOM_BLOCKS + 1);
    }
}
