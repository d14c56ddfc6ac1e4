package p2pchat.nds;

import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Uid;

/** The order in which a claim is judged against the record it speaks of (M7, protocol 2.4). */
enum Arbitration {
    /** This very claim was granted before: the same answer again (H10). */
    REPEAT,
    GRANT,
    /** Another leadership holds, and the claimant should have known. */
    STALE,
    /** Another claim is being checked. */
    BUSY,
    /** The leader must be asked first. */
    PROBE;

    /**
     * The verdict.
     *
     * <p>A claim carries one epoch, that of the view its claimant knows. One that is lower than the record's makes the
     * claimant a stranger (H19), who must wait until the leader has been silent for long; who merely lost a race learns
     * the same way that its claim is stale.
     *
     * @param fresh whether the leader was heard lately
     * @param checking whether another claim is being checked
     */
    static Arbitration of(Claim claim, NetworkState known, boolean fresh, boolean checking) {
        Uid candidate = claim.candidate().uid();
        boolean stranger = claim.view().epoch() < known.epoch();
        if (known.wasGranted(candidate, claim.view().epoch())) {
            return REPEAT;
        }
        if (known.isVacant()) { // H20
            return GRANT;
        }
        boolean overtaken = stranger && fresh && known.proven(); // a late copy: it has led by a newer epoch since
        if (known.ledBy(candidate) && !overtaken) {
            return GRANT;
        }
        if (stranger && fresh) {
            return STALE;
        }
        return checking ? BUSY : PROBE;
    }
}
