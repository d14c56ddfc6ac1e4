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
 * A network's record, and what is remembered of its leadership in memory only: a restart may lose the latter.
 *
 * @param refreshedAt when the leader was heard last; a grant counts, and so does the start of the directory
 * @param proven whether the leader has refreshed since its grant, hence knows of it
 * @param members as the leader last counted them; 0 before it did
 * @param reserved the block reserved last for this leadership; none on a record restored in this life
 * @param replaced the leader before, for a grant that is answered again
 * @param founding whether it was founded while an older network of that name may still come back (H5)
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

    boolean isOf(NetworkId network) {
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

    /** Whether the last grant was this one's, claimed or handed over from that epoch: then it is answered again. */
    boolean wasGranted(Uid uid, long from) {
        return !record.restored() && record.grantedFrom() == from && epoch() > from && ledBy(uid);
    }

    /** Whether this is the founder again, and nothing has happened since. */
    boolean wasFoundedBy(Create create) {
        return isOf(create.network())
                && epoch() == NetworkRecord.FIRST_EPOCH
                && wasGranted(create.founder().uid(), 0);
    }

    Granted foundersGrant() {
        return new Granted(NetworkRecord.FIRST_EPOCH, leader(), new IdBlock(1, IdBlock.SIZE), Optional.empty());
    }

    /** Whether this refresh comes from the leader. In a restored record the leader is only what a claimant believed. */
    boolean isLedBy(Refresh refresh) {
        return isOf(refresh.network())
                && epoch() == refresh.view().epoch()
                && (record.restored() || ledBy(refresh.leader().uid()));
    }

    /** Restored, and no leader has reported yet: there may be a newer one. */
    boolean isHearsay() {
        return record.restored() && !proven;
    }

    NetworkState granted(Leader to, long from, DecisionContext moment) {
        NetworkRecord next = record.granted(to, from, moment.wallClock(), moment.random());
        Optional<Leader> before = record.leader().filter(leader -> !leader.uid().equals(to.uid()));
        return new NetworkState(next, moment.now(), false, members, next.lastBlock(), before, founding);
    }

    /** What the current leadership was answered, or would have been. */
    Granted grant() {
        return new Granted(epoch(), leader(), reserved, replaced);
    }

    NetworkState vacated() {
        return new NetworkState(
                record.ledBy(Optional.empty()), refreshedAt, proven, 0, reserved, Optional.empty(), founding);
    }

    /**
     * The leader was heard. It says itself where it listens and which id it has: a newcomer had none when it claimed. It
     * gets more ids when it runs short, unless it has yet to see those it got last.
     */
    NetworkState refreshed(Refresh refresh, long now, int extendBelow, RandomGenerator random) {
        IdBlock shown = refresh.block();
        NetworkState known = outrunBy(shown.last());
        NetworkState heard = new NetworkState(
                known.record.ledBy(Optional.of(refresh.leader())),
                now,
                true,
                refresh.members(),
                known.reserved,
                replaced,
                founding);
        boolean runsShort = shown.last() - shown.first() + 1 < extendBelow;
        return runsShort && !heard.isAheadOf(shown) && heard.record.hasIdsLeft() ? heard.extended(random) : heard;
    }

    /** Somebody carries an id above the mark: the record has forgotten something (H5). */
    NetworkState outrunBy(int highestId) {
        NetworkRecord next = record.outrunBy(highestId);
        return next.equals(record)
                ? this
                : new NetworkState(next, refreshedAt, proven, members, IdBlock.NONE, replaced, founding);
    }

    /** One more block; the first after a restoration is out of reach of everything given before (H7). */
    private NetworkState extended(RandomGenerator random) {
        boolean adjoining = !record.restored() || !reserved.isEmpty();
        NetworkRecord next = (adjoining ? record : record.withHighWater(record.jumped(random))).extended();
        return new NetworkState(next, refreshedAt, proven, members, next.lastBlock(), replaced, founding);
    }

    /** Whether the leader, by the block it shows, has not got what was reserved for it (H7). */
    private boolean isAheadOf(IdBlock shown) {
        return shown.last() < reserved.last();
    }

    /** What the leader that shows this block may give: an extension is answered until it is seen to have arrived. */
    IdBlock blockFor(IdBlock shown) {
        if (!isAheadOf(shown)) {
            return shown;
        }
        boolean adjoining = shown.last() + 1 == reserved.first();
        return adjoining ? new IdBlock(shown.first(), reserved.last()) : reserved;
    }

    NetworkInfo info(long now) {
        Duration silence = Duration.ofMillis(Math.max(0, now - refreshedAt));
        return new NetworkInfo(record.id(), record.name(), epoch(), record.leader(), silence, members);
    }
}
