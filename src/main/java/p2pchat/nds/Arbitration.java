package p2pchat.nds;

import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Uid;

/** The verdict on a claim against the record of its network (M7, protocol 2.4). */
enum Arbitration {
    /** This claim was granted before; repeat the answer (H10). */
    REPEAT,
    GRANT,
    /** Another leadership holds. */
    STALE,
    /** Another claim is being checked. */
    BUSY,
    /** The leader must be asked first. */
    PROBE;

    /**
     * Decides the verdict.
     *
     * <p>A claim carries the epoch of the view that its claimant knows. If it is lower than the record's, the claimant
     * is a stranger (H19) and must wait until the leader has been silent for long. A claimant that lost a race gets the
     * same answer.
     *
     * @param fresh whether the leader was heard recently
     * @param checking whether another claim is being checked
     */
    static Arbitration of(Claim claim, NetworkState known, boolean fresh, boolean checking) {
        Uid candidate = claim.candidate().uid();
        boolean stranger = claim.view().epoch() < known.epoch();
        if (known.wasGranted(candidate, claim.view().epoch())) {
            return REPEAT;
        }
        if (known.isVacant() || isUnfit(claim, known)) { // H20
            return GRANT;
        }
        boolean overtaken = stranger && fresh && known.proven(); // a late duplicate; the claimant leads a newer epoch
        if (known.ledBy(candidate) && !overtaken && !isFromElsewhere(claim, known)) {
            return GRANT;
        }
        if (stranger && fresh) {
            return STALE;
        }
        return checking ? BUSY : PROBE;
    }

    /** Whether a claimant that has shown a grant proves that the leader may not lead (attacks 12 and 14). */
    private static boolean isUnfit(Claim claim, NetworkState known) {
        return claim.view().epoch() > 0 && claim.unfit().contains(known.leader().uid());
    }

    /** Whether the leader claims from another address, so that another process may lead with its identity. */
    private static boolean isFromElsewhere(Claim claim, NetworkState known) {
        return !claim.candidate().address().equals(known.leader().address());
    }
}
