package p2pchat.simulation;

import java.time.Duration;
import p2pchat.election.ElectionSettings;
import p2pchat.liveness.LivenessSettings;
import p2pchat.membership.MembershipSettings;
import p2pchat.nds.Directory;

/** The settings of one group. */
record Profile(MembershipSettings membership, LivenessSettings liveness, ElectionSettings election) {

    /** A member asks the directory every 30 s and acts on the second "unknown", 15 s later. */
    private static final Duration LOST_RECORD = Duration.ofSeconds(45);

    static final Profile BALANCED =
            new Profile(MembershipSettings.DEFAULT, LivenessSettings.BALANCED, ElectionSettings.BALANCED);

    static final Profile FAST = new Profile(MembershipSettings.DEFAULT, LivenessSettings.FAST, ElectionSettings.FAST);

    static final Profile RELAXED =
            new Profile(MembershipSettings.DEFAULT, LivenessSettings.RELAXED, ElectionSettings.RELAXED);

    /**
     * How long a group may need once the world is whole again: the directory's grace after an empty start or its patience
     * with strangers, then two rounds of missing somebody, proving it, electing and backing off.
     *
     * @param banished whether a leader may be unable to restore a lost record, so that a member has to notice it
     */
    Duration recoveryBound(boolean banished) {
        Duration round = liveness.memberDead()
                .plus(liveness.pingTimeout().multipliedBy(3))
                .plus(election.coordinatorWait())
                .plus(membership.backoffMax());
        return Directory.Settings.DEFAULT
                .grace()
                .plus(round.multipliedBy(2))
                .plus(banished ? LOST_RECORD : Duration.ZERO);
    }
}
