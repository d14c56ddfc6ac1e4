package p2pchat.simulation;

import java.time.Duration;
import p2pchat.election.ElectionSettings;
import p2pchat.liveness.LivenessSettings;
import p2pchat.membership.MembershipSettings;
import p2pchat.nds.Directory;

/** The settings of one group. */
record Profile(MembershipSettings membership, LivenessSettings liveness, ElectionSettings election) {

    /** A member asks the directory every 30 s and acts on the second "unknown" reply, 15 s later. */
    private static final Duration LOST_RECORD = Duration.ofSeconds(45);

    static final Profile BALANCED =
            new Profile(MembershipSettings.DEFAULT, LivenessSettings.BALANCED, ElectionSettings.BALANCED);

    static final Profile FAST = new Profile(MembershipSettings.DEFAULT, LivenessSettings.FAST, ElectionSettings.FAST);

    static final Profile RELAXED =
            new Profile(MembershipSettings.DEFAULT, LivenessSettings.RELAXED, ElectionSettings.RELAXED);

    /**
     * Returns how long a group may take to converge after the last fault: the directory's grace after an empty start,
     * then two rounds of missing a member, verifying that, electing, and backing off.
     *
     * @param directoryCut whether a leader may be unable to restore a lost record, so that a member has to notice it
     */
    Duration recoveryBound(boolean directoryCut) {
        Duration round = liveness.memberDead()
                .plus(liveness.pingTimeout().multipliedBy(3))
                .plus(election.coordinatorWait())
                .plus(membership.backoffMax());
        return Directory.Settings.DEFAULT
                .grace()
                .plus(round.multipliedBy(2))
                .plus(directoryCut ? LOST_RECORD : Duration.ZERO);
    }
}
