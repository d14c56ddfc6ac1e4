package p2pchat.chat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * Whether this node knows which numbers its messages have already. Its store may be a backup that was put back: others
 * then hold messages under numbers that it would give again (H11). So the first words of a process wait until every
 * other member has said what it holds of this author, and until that is here too.
 *
 * <pre>
 *   ASKING ── all in the view have answered, or one has, and 500 ms are over ──► KNOWN
 *      └── one holds more than this log ──► FETCHING ── all it holds is here ──►  "
 *   after 5 s in any case ────────────────────────────────────────────────────►  "
 * </pre>
 *
 * <p>Part of the {@link Outbox}, whose streams begin with that answer; deterministic.
 */
final class SequenceRecovery {

    /** Members answer within milliseconds, or they are in trouble. */
    static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);

    /** If nobody can be asked, or what somebody holds is not to be had. */
    static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(5);

    /** How often to look while words wait. */
    static final Duration CHECK_EVERY = Duration.ofMillis(50);

    private final Set<NodeId> asked = new TreeSet<>();
    private boolean begun;
    private boolean answered;
    private boolean complete;
    private long since;
    /** The highest number that anybody holds. */
    private long taken;

    /** A member's first process knows its numbers at once: nobody can hold anything of it. */
    SequenceRecovery(boolean newcomer) {
        this.complete = newcomer;
    }

    /** Asks everybody in the first view; who leaves it later is not waited for. */
    void viewChanged(List<NodeId> others, long now) {
        if (!begun) {
            asked.addAll(others);
            since = now;
        }
        begun = true;
        asked.retainAll(others);
    }

    /** Whether a stream is wanted only for the answer with which it begins. */
    boolean awaits(NodeId member) {
        return !complete && asked.contains(member);
    }

    /** The member holds these messages of ours, of which the last one we know of is {@code last}. */
    List<Outbox.Effect> answered(NodeId member, Ranges have, long last, long now) {
        asked.remove(member);
        answered = true;
        if (have.last() <= Math.max(last, taken)) {
            return List.of();
        }
        taken = have.last();
        complete = false;
        since = now;
        return List.of(new Outbox.Effect.OwnMessagesMissing(member, taken));
    }

    /** The member cannot be asked. */
    void unreachable(NodeId member) {
        asked.remove(member);
    }

    /** Whether this node may write. */
    boolean complete() {
        return complete;
    }

    /** The log holds these of this node's own messages by now. */
    void logRead(Ranges held, long now) {
        long waited = Math.abs(now - since);
        boolean told = asked.isEmpty() || (answered && waited >= ANSWER_TIMEOUT.toMillis());
        boolean here = held.contiguous() >= taken;
        complete |= begun && ((told && here) || waited >= TOTAL_TIMEOUT.toMillis());
    }
}
