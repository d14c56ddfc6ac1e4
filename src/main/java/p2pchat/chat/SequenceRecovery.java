package p2pchat.chat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * Decides when this node knows the numbers of all its messages. Its store may be a restored backup while members hold
 * messages under numbers that it would assign again (H11). So a process writes its first message only after the members
 * have reported what they hold of this author, and that is in the log.
 *
 * <pre>
 *   ASKING ── all in the view have answered, or one has and 500 ms are over ──► COMPLETE
 *      └── a member holds more than this log ──► FETCHING ── all is here ─────►    "
 *   after 5 s in any case ────────────────────────────────────────────────────►    "
 * </pre>
 *
 * <p>Part of the {@link Outbox}, whose streams begin with that answer; deterministic.
 */
final class SequenceRecovery {

    /** Members answer within milliseconds, or they are in trouble. */
    static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);

    /** Limit if no member can be asked, or what one holds cannot be fetched. */
    static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(5);

    /** Interval of {@link #logRead} while messages wait. */
    static final Duration CHECK_EVERY = Duration.ofMillis(50);

    private final Set<NodeId> unanswered = new TreeSet<>();
    private boolean started;
    private boolean anyAnswered;
    private boolean complete;
    private long since;
    /** The highest number that any member holds. */
    private long highestHeld;

    /** A newcomer is complete from the start, because no member can hold anything of it. */
    SequenceRecovery(boolean newcomer) {
        this.complete = newcomer;
    }

    /** Waits for all members of the first view that stay in the view. */
    void viewChanged(List<NodeId> others, long now) {
        if (!started) {
            unanswered.addAll(others);
            since = now;
        }
        started = true;
        unanswered.retainAll(others);
    }

    /** Returns whether a stream is needed for the answer with which it begins. */
    boolean awaits(NodeId member) {
        return !complete && unanswered.contains(member);
    }

    /** Accepts what a member holds of this author; {@code last} is the last message known here. */
    List<Outbox.Effect> answered(NodeId member, Ranges have, long last, long now) {
        unanswered.remove(member);
        anyAnswered = true;
        if (have.last() <= Math.max(last, highestHeld)) {
            return List.of();
        }
        highestHeld = have.last();
        complete = false;
        since = now;
        return List.of(new Outbox.Effect.OwnMessagesMissing(member, highestHeld));
    }

    void unreachable(NodeId member) {
        unanswered.remove(member);
    }

    boolean complete() {
        return complete;
    }

    /** Completes if enough members have answered and all that they hold is in the log. */
    void logRead(Ranges held, long now) {
        long waited = Math.abs(now - since);
        boolean enoughAnswers = unanswered.isEmpty() || (anyAnswered && waited >= ANSWER_TIMEOUT.toMillis());
        boolean allHere = held.contiguous() >= highestHeld;
        complete |= started && ((enoughAnswers && allHere) || waited >= TOTAL_TIMEOUT.toMillis());
    }
}
