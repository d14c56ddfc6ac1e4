package p2pchat.node;

import p2pchat.election.ElectionSettings;
import p2pchat.liveness.LivenessSettings;
import p2pchat.membership.MembershipSettings;

/** How fast a node detects failures and reacts to them (protocol 2.3). */
public enum TimingProfile {
    /** For wide-area networks and laptops. */
    RELAXED,
    BALANCED,
    /** For one site and for tests. */
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
