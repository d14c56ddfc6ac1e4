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
 * How a directory that has lost its records, or has older copies of them, gets them back from what members carry (H5).
 *
 * @param startedAt when the directory started
 * @param forgetful whether it remembered no network at all then, or what an old copy says
 * @param grace how long after such a start it waits for leaders before it believes claimants
 */
record Restoration(long startedAt, boolean forgetful, Duration grace) {

    /** Epochs and ids above these restore nothing: they would overflow once they are jumped over. */
    private static final long MAX_CARRIED_EPOCH = 1L << 53;

    private static final int MAX_CARRIED_ID = 1 << 30;

    boolean inGrace(long now) {
        return forgetful && now - startedAt < grace.toMillis();
    }

    /** Whether a network founded in the grace time must give its name back to an older one. */
    boolean yields(NetworkState known, long now) {
        return known.founding() && inGrace(now);
    }

    /** A refresh with a higher epoch than the record wins at any time. */
    boolean isOutdone(NetworkState known, Refresh refresh, long now) {
        return known.isOf(refresh.network()) ? known.epoch() < refresh.view().epoch() : yields(known, now);
    }

    static boolean isPlausible(ViewId view, int highestId) {
        return view.epoch() <= MAX_CARRIED_EPOCH && highestId <= MAX_CARRIED_ID;
    }

    /** Until the grace time is over, for which people wait: the reason says for how long, at most. */
    DirectoryReply waiting() {
        return new DirectoryReply.Retry("it has just started, and what it remembers may be old or gone: for up to "
                + grace.toSeconds() + " s it waits for a leader to report");
    }

    static NetworkState from(Claim claim, Optional<NetworkState> before, long now) {
        int highest = Math.max(claim.highestId(), claim.candidate().id().node().value());
        return restored(claim, claim.view(), claim.knownLeader(), highest, claim.heard(), before, now);
    }

    static NetworkState from(Refresh refresh, Optional<NetworkState> before, long now) {
        int highest =
                Math.max(refresh.block().last(), refresh.leader().id().node().value());
        Optional<Leader> leader = Optional.of(refresh.leader());
        return restored(refresh, refresh.view(), leader, highest, refresh.members(), before, now);
    }

    /** Ids that the record of that very network has reserved before stay reserved. */
    private static NetworkState restored(
            DirectoryRequest request,
            ViewId view,
            Optional<Leader> leader,
            int highestId,
            int members,
            Optional<NetworkState> before,
            long now) {
        int reserved = before.filter(known -> known.isOf(request.network()))
                .map(known -> known.record().idHighWater())
                .orElse(0);
        NetworkRecord record = NetworkRecord.restored(
                request.network(), request.name(), view.epoch(), leader, Math.max(reserved, highestId));
        return NetworkState.restored(record, now, members);
    }
}
