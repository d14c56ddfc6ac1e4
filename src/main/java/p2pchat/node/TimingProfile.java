package p2pchat.node;

import p2pchat.election.ElectionSettings;
import p2pchat.liveness.LivenessSettings;
import p2pchat.membership.MembershipSettings;

/** How fast a node notices and acts: one profile, chosen once, for all that watches (protocol 2.3). */
public enum TimingProfile {
    /** Over wide networks, and for laptops. */
    RELAXED,
    BALANCED,
    /** Within one site, and for tests. */
    FAST;

    LivenessSettings liveness() {
        return switch (this) {
            case RELAXED -> LivenessSettings.RELAXED;
            case BALANCED -> LivenessSettings.BALANCED;
            case FAST -> LivenessSettings.FAST;
        };
    }

    ElectionSettings election() {
        return switch (this) {
            case RELAXED -> ElectionSettings.RELAXED;
            case BALANCED -> ElectionSettings.BALANCED;
            case FAST -> ElectionSettings.FAST;
        };
    }

    MembershipSettings membership() {
        return MembershipSettings.DEFAULT;
    }
}
