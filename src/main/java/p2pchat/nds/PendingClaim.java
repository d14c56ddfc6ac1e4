package p2pchat.nds;

import java.util.Optional;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Leader;

/**
 * A claim that waits for the answer of the old leader (M7).
 *
 * @param number of the probe under way; answers to earlier ones are ignored
 * @param against the record when the check began
 */
record PendingClaim(long number, int triesLeft, long ticket, Claim claim, NetworkRecord against) {

    enum Verdict {
        /** The record has changed, or the leader was heard during a stranger's claim. */
        STALE,
        /** No answer yet, and a try is left. */
        ASK_AGAIN,
        /** The leader stays. */
        DENY,
        GRANT
    }

    /** Keeps a leader that hears at least as many members as the candidate (H2), or any against a stranger (H19). */
    Verdict verdict(NetworkState known, boolean fresh, Optional<LeaderCheck.Confirmation> answer) {
        if (!matches(known.record()) || (isFromStranger() && fresh)) {
            return Verdict.STALE;
        }
        if (answer.isEmpty()) {
            return triesLeft > 0 ? Verdict.ASK_AGAIN : Verdict.GRANT;
        }
        LeaderCheck.Confirmation leader = answer.get();
        boolean twin = known.ledBy(claim.candidate().uid()); // two processes with one identity
        boolean stays = leader.leading() && (twin || isFromStranger() || leader.heard() >= claim.heard());
        return stays ? Verdict.DENY : Verdict.GRANT;
    }

    PendingClaim again(long nextNumber) {
        return new PendingClaim(nextNumber, triesLeft - 1, ticket, claim, against);
    }

    private boolean matches(NetworkRecord record) {
        return record.id().equals(against.id())
                && record.epoch() == against.epoch()
                && record.leader().map(Leader::uid).equals(against.leader().map(Leader::uid));
    }

    private boolean isFromStranger() {
        return claim.view().epoch() < against.epoch();
    }
}
