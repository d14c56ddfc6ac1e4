package p2pchat.chat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import p2pchat.model.NodeId;
import p2pchat.model.PauseDetector;

/**
 * Detects members that this node does not reach, because they have owed an answer for longer than {@link #GRACE}.
 *
 * <pre>
 *   reached ── hello or messages sent ──► owes an answer ── after {@link #GRACE} ──► not reached
 *      ▲                                       │                               │
 *      └────────── reports what it holds, or acknowledges ◄─────────────────────┘
 * </pre>
 *
 * <p>A member that was sent nothing owes nothing and counts as reached. A stream to one that owes an answer is retried,
 * so its return is noticed. Part of the {@link Outbox}; deterministic.
 */
final class ResponseWatch {

    /** Interval of {@link #check} while any member owes an answer. */
    static final Duration CHECK_EVERY = Duration.ofMillis(500);

    /** Longer than it takes to renew a connection, or to drop a member whose process is gone. Neither is reported. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final SortedMap<NodeId, PeerStream> streams;
    private final PauseDetector pauses = new PauseDetector(CHECK_EVERY);
    private Set<NodeId> unreached = Set.of();

    ResponseWatch(SortedMap<NodeId, PeerStream> streams) {
        this.streams = streams;
    }

    /** Returns whether {@link #check} is due again after {@link #CHECK_EVERY}. */
    boolean needsChecks(long now) {
        return pauses.run(!unreached.isEmpty() || streams.values().stream().anyMatch(PeerStream::answerOwed), now);
    }

    /** Returns the members that this node does not reach; empty if they have not changed. */
    Optional<Set<NodeId>> check(long now) {
        if (pauses.check(now) > 0) {
            streams.values().stream()
                    .filter(stream -> !unreached.contains(stream.node()))
                    .forEach(stream -> stream.excuseMissingAnswer(now));
        }
        Set<NodeId> found = new TreeSet<>();
        for (PeerStream stream : streams.values()) {
            if (stream.answerOwedFor(GRACE, now)) {
                found.add(stream.node());
            }
        }
        boolean same = found.equals(unreached);
        unreached = Set.copyOf(found);
        return same ? Optional.empty() : Optional.of(unreached);
    }
}
