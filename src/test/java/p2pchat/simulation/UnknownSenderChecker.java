package p2pchat.simulation;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.model.NodeId;

/**
 * Whom one process has seen in a view, and how long others' words wait for one: a while, and not for ever (H24). An own
 * count, beside the one that is judged.
 */
final class UnknownSenderChecker {

    private static final long PATIENCE_MILLIS = 400;

    /** More that waits is taken in at once. */
    private static final int MOST_WAITING = 64;

    private final Set<NodeId> named = new TreeSet<>();
    private final Map<NodeId, Long> firstReceived = new TreeMap<>();
    private boolean limitExceeded;
    private int unanswered;

    void named(Collection<NodeId> members) {
        named.addAll(members);
    }

    /** Somebody sent words. */
    void received(NodeId from, long now) {
        unanswered++;
        relayRequested(from, now);
        limitExceeded |= unanswered > MOST_WAITING;
    }

    /** Somebody sent words to be passed on, which are stored here, too. */
    void relayRequested(NodeId from, long now) {
        firstReceived.putIfAbsent(from, now);
    }

    /** They were stored, or refused. */
    void answered() {
        unanswered--;
    }

    /** What is wrong with storing somebody's words now. */
    Optional<String> storedTooEarly(NodeId from, long now) {
        boolean patient = named.contains(from) || now - firstReceived.get(from) >= PATIENCE_MILLIS || limitExceeded;
        return patient
                ? Optional.empty()
                : Optional.of("no view named " + from + " yet, " + (now - firstReceived.get(from))
                        + " ms after its first words");
    }

    /** Whether somebody still waits to hear that their words are stored. */
    boolean owesAnswers() {
        return unanswered > 0;
    }
}
