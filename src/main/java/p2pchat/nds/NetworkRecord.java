package p2pchat.nds;

import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.model.IdBlock;
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
 * @param restored whether the record was rebuilt from what members carried after the directory lost its store, or is an old
 *     copy (H5)
 */
public record NetworkRecord(
        NetworkId id,
        NetworkName name,
        long epoch,
        long grantedFrom,
        Optional<Leader> leader,
        int idHighWater,
        boolean restored) {

    static final long FIRST_EPOCH = 1;

    /** Higher than any epoch a lost record may have reached since those who restored it last heard of it (H5). */
    private static final long EPOCH_JUMP = 1000;

    /** Ids that may have been given since; the random part keeps two restorations of one record apart (H5). */
    private static final int ID_JUMP = 256;

    private static final int RANDOM_BLOCKS = 65_536;

    /** The founder leads at once and has the first block (M2). */
    static NetworkRecord founded(NetworkId id, NetworkName name, Leader founder) {
        return new NetworkRecord(id, name, FIRST_EPOCH, 0, Optional.of(founder), IdBlock.SIZE, false);
    }

    /** Rebuilt from what a member carried (H5). */
    static NetworkRecord restored(NetworkId id, NetworkName name, long epoch, Optional<Leader> leader, int highestId) {
        return new NetworkRecord(id, name, epoch, 0, leader, highestId, true);
    }

    /** The next leadership. Whatever a restored record has forgotten is jumped over, both epochs and ids (H5). */
    NetworkRecord granted(Leader to, long from, long wallClock, RandomGenerator random) {
        long next = restored ? Math.max(epoch + EPOCH_JUMP, wallClock) : epoch + 1;
        int mark = (restored ? jumped(random) : idHighWater) + IdBlock.SIZE;
        return new NetworkRecord(id, name, next, from, Optional.of(to), mark, false);
    }

    /** One more block for the current leadership (H7). */
    NetworkRecord extended() {
        return withHighWater(idHighWater + IdBlock.SIZE);
    }

    /** The mark where nobody can have been given an id. */
    int jumped(RandomGenerator random) {
        return idHighWater + ID_JUMP + IdBlock.SIZE * random.nextInt(RANDOM_BLOCKS);
    }

    NetworkRecord withHighWater(int mark) {
        return new NetworkRecord(id, name, epoch, grantedFrom, leader, mark, restored);
    }

    /** Somebody knows of an id above the mark, so this record has forgotten something (H5). */
    NetworkRecord outrunBy(int highestId) {
        return highestId <= idHighWater
                ? this
                : new NetworkRecord(id, name, epoch, grantedFrom, leader, highestId, true);
    }

    NetworkRecord ledBy(Optional<Leader> now) {
        return new NetworkRecord(id, name, epoch, grantedFrom, now, idHighWater, restored);
    }

    /** The block reserved last. Only meaningful unless restored. */
    IdBlock lastBlock() {
        return new IdBlock(Math.max(1, idHighWater - IdBlock.SIZE + 1), idHighWater);
    }

    /** Room for one more jump and block; a network without has used up two thousand million ids. */
    boolean hasIdsLeft() {
        return idHighWater < Integer.MAX_VALUE - ID_JUMP - IdBlock.SIZE * (RANDOM_BLOCKS + 1);
    }
}
