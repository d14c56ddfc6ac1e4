package p2pchat.nds;

import java.time.Duration;
import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.Leader;
import p2pchat.model.ViewId;

/**
 * Restores lost or outdated records from the members (H5).
 *
 * @param startedAt when the directory started
 * @param recordsLost whether the store was empty then, or an old copy
 * @param grace how long it then waits for leaders before it accepts claims
 */
record Restoration(long startedAt, boolean recordsLost, Duration grace) {

    /** Epochs and ids above these are refused, because they would overflow. */
    private static final long MAX_CARRIED_EPOCH = 1L << 53;

    private static final int MAX_CARRIED_ID = 1 << 30;

    boolean inGrace(long now) {
        return recordsLost && now - startedAt < grace.toMillis();
    }

    /** Whether a network founded in the grace period must return its name to an older one. */
    boolean mustYield(NetworkState known, long now) {
        return known.founding() && inGrace(now);
    }

    /** Whether the refresh replaces the record, because its epoch is higher or the record must yield. */
    boolean isOutdatedBy(NetworkState known, Refresh refresh, long now) {
        return known.isNetwork(refresh.network())
                ? known.epoch() < refresh.view().epoch()
                : mustYield(known, now);
    }

    static boolean isPlausible(ViewId view, int highestId) {
        return view.epoch() <= MAX_CARRIED_EPOCH && highestId <= MAX_CARRIED_ID;
    }

    /** Returns the answer during the grace period. Its reason is shown to users, who wait. */
    DirectoryReply retryLater() {
        return new DirectoryReply.Retry("it has just started without its records and waits up to " + grace.toSeconds()
                + " s for a leader to report");
    }

    static NetworkState from(Claim claim, Optional<NetworkState> before, long now) {
        int highest = Math.max(claim.highestId(), claim.candidate().id().node().value());
        return restored(claim, claim.view(), claim.knownLeader(), highest, claim.heard(), false, before, now);
    }

    static NetworkState from(Refresh refresh, Optional<NetworkState> before, long now) {
        int highest =
                Math.max(refresh.block().last(), refresh.leader().id().node().value());
        Optional<Leader> leader = Optional.of(refresh.leader());
        return restored(refresh, refresh.view(), leader, highest, refresh.members(), true, before, now);
    }

    /** Keeps the ids reserved that an earlier record of the same network has reserved. */
    private static NetworkState restored(
            DirectoryRequest request,
            ViewId view,
            Optional<Leader> leader,
            int highestId,
            int members,
            boolean confirmed,
            Optional<NetworkState> before,
            long now) {
        Optional<NetworkRecord> older =
                before.map(NetworkState::record).filter(known -> known.id().equals(request.network()));
        NetworkRecord record = NetworkRecord.restored(
                request.network(),
                request.name(),
                view.epoch(),
                leader,
                Math.max(older.map(NetworkRecord::idHighWater).orElse(0), highestId),
                confirmed || older.filter(NetworkRecord::confirmed).isPresent());
        return NetworkState.restored(record, now, members);
    }
}
