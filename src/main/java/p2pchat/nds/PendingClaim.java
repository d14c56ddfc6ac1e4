package p2pchat.nds;

import java.util.Optional;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Leader;

/**
 * A claim that waits for the old leader's word (M7).
 *
 * @param number of the probe under way; the word that answers an earlier one is not heard
 * @param against the record as it was when the check began
 */
record PendingClaim(long number, int triesLeft, long ticket, Claim claim, NetworkRecord against) {

    enum Verdict {
        /** The record has changed meanwhile, or a stranger's leader was heard. */
        STALE,
        /** No answer yet, and a try is left. */
        ASK_AGAIN,
        /** The leader stays. */
        DENY,
        GRANT
    }

    /** A leader that leads and hears no fewer than the candidate stays (H2); against a stranger, any that leads (H19). */
    Verdict verdict(NetworkState known, boolean fresh, Optional<LeaderCheck.Confirmation> answer) {
        if (!isStillAgainst(known.record()) || (isStrangers() && fresh)) {
            return Verdict.STALE;
        }
        if (answer.isEmpty()) {
            return triesLeft > 0 ? Verdict.ASK_AGAIN : Verdict.GRANT;
        }
        LeaderCheck.Confirmation word = answer.get();
        boolean stays = word.leading() && (isStrangers() || word.heard() >= claim.heard());
        return stays ? Verdict.DENY : Verdict.GRANT;
    }

    PendingClaim again(long nextNumber) {
        return new PendingClaim(nextNumber, triesLeft - 1, ticket, claim, against);
    }

    private boolean isStillAgainst(NetworkRecord record) {
        return record.id().equals(against.id())
                && record.epoch() == against.epoch()
                && record.leader().map(Leader::uid).equals(against.leader().map(Leader::uid));
    }

    private boolean isStrangers() {
        return claim.view().epoch() < against.epoch();
    }
}
