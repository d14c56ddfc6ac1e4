package p2pchat.chat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 *   after 5 s without progress, or 60 s in any case ──────────────────────────►    "
 * </pre>
 *
 * <p>What a member claims to hold counts as far as it can be fetched, and otherwise for at most {@link Outbox#WINDOW}
 * numbers, once. Part of the {@link Outbox}, whose streams begin with that answer; deterministic.
 */
final class SequenceRecovery {

    /** Members answer within milliseconds, or they are in trouble. */
    static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);

    /** Limit if no member can be asked, or what one holds cannot be fetched. */
    static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(5);

    /** Limit in any case. */
    static final Duration TOTAL_TIMEOUT = Duration.ofSeconds(60);

    /** Interval of {@link #logRead} while messages wait. */
    static final Duration CHECK_EVERY = Duration.ofMillis(50);

    private final Set<NodeId> unanswered = new TreeSet<>();
    /** Members whose claims could not be fetched. */
    private final Set<NodeId> distrusted = new TreeSet<>();
    /** What members claim to hold and this log lacks. */
    private final Map<NodeId, Ranges> claims = new TreeMap<>();

    private final boolean newcomer;
    private boolean started;
    private boolean anyAnswered;
    private boolean complete;
    private long since;
    private long progressAt;
    private long lacking;
    /** All numbers claimed by trusted members. */
    private Ranges asked = Ranges.NONE;
    /** The highest number requested since this was complete. */
    private long requested;

    /** A newcomer is complete from the start, because no member can hold anything of it. */
    SequenceRecovery(boolean newcomer) {
        this.newcomer = newcomer;
        this.complete = newcomer;
    }

    /** Waits for all members of the first view that stay in the view. */
    void viewChanged(List<NodeId> others, long now) {
        if (!started) {
            unanswered.addAll(others);
            restart(now);
        }
        started = true;
        unanswered.retainAll(others);
    }

    /** Returns whether a stream is needed for the answer with which it begins. */
    boolean awaits(NodeId member) {
        return !complete && unanswered.contains(member);
    }

    /** Accepts the answer of a member; {@code last} is the last message known here. */
    List<Outbox.Effect> answered(NodeId member, Ranges have, long last, long now) {
        unanswered.remove(member);
        anyAnswered = true;
        return claimed(member, have, last, now);
    }

    /** Accepts what a member claims to hold of this author; {@code last} is the last message known here. */
    List<Outbox.Effect> claimed(NodeId member, Ranges have, long last, long now) {
        if (have.last() <= last || newcomer || distrusted.contains(member)) {
            return List.of();
        }
        if (claims.isEmpty()) {
            restart(now);
        }
        complete = false;
        claims.put(member, have);
        asked = asked.union(have);
        return request(member, last);
    }

    void unreachable(NodeId member) {
        unanswered.remove(member);
    }

    boolean complete() {
        return complete;
    }

    /** Returns whether to store an own message that another log offers. */
    boolean wants(long seq) {
        return !complete || asked.contains(seq);
    }

    /** Completes if enough members have answered and all that they hold is in the log; otherwise may request more. */
    List<Outbox.Effect> logRead(Ranges held, long now) {
        claims.replaceAll((member, claim) -> claim.minus(held));
        claims.values().removeIf(Ranges::isEmpty);
        long left = claims.values().stream().mapToLong(Ranges::size).sum();
        progressAt = left < lacking ? now : progressAt;
        lacking = left;
        boolean enoughAnswers =
                unanswered.isEmpty() || (anyAnswered && Math.abs(now - since) >= ANSWER_TIMEOUT.toMillis());
        boolean timeout = Math.abs(now - progressAt) >= PROGRESS_TIMEOUT.toMillis()
                || Math.abs(now - since) >= TOTAL_TIMEOUT.toMillis();
        complete |= started && ((enoughAnswers && claims.isEmpty()) || timeout);
        if (complete) {
            distrusted.addAll(claims.keySet());
            asked = claims.isEmpty() ? asked : asked.and(Ranges.upTo(requested));
            claims.clear();
            requested = 0;
            return List.of();
        }
        return claims.keySet().stream()
                .findFirst()
                .map(member -> request(member, held.last()))
                .orElse(List.of());
    }

    private void restart(long now) {
        since = now;
        progressAt = now;
    }

    /** Requests the claimed messages up to a bounded distance, because none of them may exist. */
    private List<Outbox.Effect> request(NodeId member, long last) {
        long upTo = Math.min(asked.last(), last + Outbox.WINDOW);
        if (upTo <= requested) {
            return List.of();
        }
        requested = upTo;
        return List.of(new Outbox.Effect.OwnMessagesMissing(member, upTo));
    }
}
