package p2pchat.nds;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.DirectoryRequest.Create;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Uid;

/**
 * A network's record, and the state of its leadership that is kept in memory only.
 *
 * @param refreshedAt when the leader was last heard; a grant and the start of the directory count too
 * @param proven whether the leader has refreshed since its grant, so that it knows of it
 * @param members the last count of the leader; 0 before the first
 * @param reserved the last block of this leadership; none on a record restored since the start
 * @param replaced the previous leader, for a repeated answer
 * @param founding whether it was founded while an older network of that name may still return (H5)
 */
record NetworkState(
        NetworkRecord record,
        long refreshedAt,
        boolean proven,
        int members,
        IdBlock reserved,
        Optional<Leader> replaced,
        boolean founding) {

    static NetworkState loaded(NetworkRecord record, long startedAt) {
        IdBlock reserved = record.restored() ? IdBlock.NONE : record.lastBlock();
        return new NetworkState(record, startedAt, false, 0, reserved, Optional.empty(), false);
    }

    static NetworkState founded(Create create, long now, boolean founding) {
        NetworkRecord record = NetworkRecord.founded(create.network(), create.name(), create.founder());
        return new NetworkState(record, now, false, 1, record.lastBlock(), Optional.empty(), founding);
    }

    static NetworkState restored(NetworkRecord record, long now, int members) {
        return new NetworkState(record, now, false, members, IdBlock.NONE, Optional.empty(), false);
    }

    long epoch() {
        return record.epoch();
    }

    boolean isNetwork(NetworkId network) {
        return record.id().equals(network);
    }

    boolean ledBy(Uid uid) {
        return record.leader().filter(leader -> leader.uid().equals(uid)).isPresent();
    }

    Leader leader() {
        return record.leader().orElseThrow();
    }

    boolean isVacant() {
        return record.leader().isEmpty();
    }

    /** Whether the last grant went to this node from this epoch, so that the answer is repeated. */
    boolean wasGranted(Uid uid, long from) {
        return !record.restored() && record.grantedFrom() == from && epoch() > from && ledBy(uid);
    }

    /** Whether this repeats the create of the founder, and nothing has changed since. */
    boolean wasFoundedBy(Create create) {
        return isNetwork(create.network())
                && epoch() == NetworkRecord.FIRST_EPOCH
                && wasGranted(create.founder().uid(), 0);
    }

    Granted foundersGrant() {
        return new Granted(NetworkRecord.FIRST_EPOCH, leader(), new IdBlock(1, IdBlock.SIZE), Optional.empty());
    }

    /** Whether this refresh comes from the leader. A restored record does not know its leader for certain. */
    boolean isLedBy(Refresh refresh) {
        return isNetwork(refresh.network())
                && epoch() == refresh.view().epoch()
                && (record.restored() || ledBy(refresh.leader().uid()));
    }

    /** Whether the record was restored and no leader has refreshed it, so that a newer one may exist. */
    boolean isUnconfirmed() {
        return record.restored() && !proven;
    }

    NetworkState granted(Leader to, long from, DecisionContext context) {
        NetworkRecord next = record.granted(to, from, context.wallClock(), context.random());
        Optional<Leader> before = record.leader().filter(leader -> !leader.uid().equals(to.uid()));
        return new NetworkState(next, context.now(), false, members, next.lastBlock(), before, founding);
    }

    /** Returns the answer to the current leadership. */
    Granted grant() {
        return new Granted(epoch(), leader(), reserved, replaced);
    }

    NetworkState vacated() {
        return new NetworkState(
                record.ledBy(Optional.empty()), refreshedAt, proven, 0, reserved, Optional.empty(), founding);
    }

    /**
     * Applies a refresh, including the leader's address and id, which a newcomer did not have when it claimed. Adds ids
     * when they run short, unless the leader has not yet received the last ones.
     */
    NetworkState refreshed(Refresh refresh, long now, int extendBelow, RandomGenerator random) {
        IdBlock current = refresh.block();
        NetworkState known = checkedAgainst(current.last());
        NetworkState heard = new NetworkState(
                known.record.refreshed(refresh.leader()),
                now,
                true,
                refresh.members(),
                known.reserved,
                replaced,
                founding);
        boolean runsShort = current.last() - current.first() + 1 < extendBelow;
        return runsShort && !heard.isAheadOf(current) && heard.record.hasIdsLeft() ? heard.extended(random) : heard;
    }

    /** See {@link NetworkRecord#checkedAgainst}. */
    NetworkState checkedAgainst(int highestId) {
        NetworkRecord next = record.checkedAgainst(highestId);
        return next.equals(record)
                ? this
                : new NetworkState(next, refreshedAt, proven, members, IdBlock.NONE, replaced, founding);
    }

    /** Adds a block. The first one after a restoration skips all ids that may have been assigned (H7). */
    private NetworkState extended(RandomGenerator random) {
        boolean adjoining = !record.restored() || !reserved.isEmpty();
        NetworkRecord next = (adjoining ? record : record.withHighWater(record.jumped(random))).extended();
        return new NetworkState(next, refreshedAt, proven, members, next.lastBlock(), replaced, founding);
    }

    /** Whether the leader has not yet received the reserved block (H7). */
    private boolean isAheadOf(IdBlock current) {
        return current.last() < reserved.last();
    }

    /** Returns the ids that the leader may assign; repeats an extension until it has arrived. */
    IdBlock blockFor(IdBlock current) {
        if (!isAheadOf(current)) {
            return current;
        }
        boolean adjoining = current.last() + 1 == reserved.first();
        return adjoining ? new IdBlock(current.first(), reserved.last()) : reserved;
    }

    /** Whether its founder, or a claimant that restored it, has not been heard for this long and never refreshed it. */
    boolean isAbandoned(long now, Duration limit) {
        return !record.confirmed() && now - refreshedAt >= limit.toMillis();
    }

    NetworkInfo info(long now) {
        Duration silence = Duration.ofMillis(Math.max(0, now - refreshedAt));
        return new NetworkInfo(record.id(), record.name(), epoch(), record.leader(), silence, members);
    }
}
