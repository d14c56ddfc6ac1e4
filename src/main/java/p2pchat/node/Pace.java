package p2pchat.node;

import p2pchat.election.ElectionSettings;
import p2pchat.liveness.LivenessSettings;
import p2pchat.membership.MembershipSettings;

/** How fast a node notices and acts: one profile, chosen once, for all that watches (PROTOCOL 2.3). */
public enum Pace {
    /** Over wide networks, and for laptops. */
    RELAXED(LivenessSettings.RELAXED, ElectionSettings.RELAXED),
    BALANCED(LivenessSettings.BALANCED, ElectionSettings.BALANCED),
    /** Within one site, and for tests. */
    FAST(LivenessSettings.FAST, ElectionSettings.FAST);

    private final LivenessSettings liveness;
    private final ElectionSettings election;

    Pace(LivenessSettings liveness, ElectionSettings election) {
        this.liveness = liveness;
        this.election = election;
    }

    LivenessSettings liveness() {
        return liveness;
    }

    ElectionSettings election() {
        return election;
    }

    MembershipSettings membership() {
        return MembershipSettings.DEFAULT;
    }
}
