package p2pchat.simulation;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.model.NodeId;

/** Checks that one process holds messages of senders that no view has named for 400 ms, and no longer (H24). */
final class UnknownSenderChecker {

    private static final long PATIENCE_MILLIS = 400;

    /** Above this, messages are stored without waiting. */
    private static final int MAX_HELD_BATCHES = 64;

    private final Set<NodeId> named = new TreeSet<>();
    private final Map<NodeId, Long> firstReceived = new TreeMap<>();
    private boolean limitExceeded;
    private int unanswered;
    /** Messages to relay, which are held like batches. */
    private int relayed;

    void named(Collection<NodeId> members) {
        named.addAll(members);
    }

    /** A batch arrived. */
    void received(NodeId from, long now) {
        unanswered++;
        firstReceived.putIfAbsent(from, now);
        limitExceeded |= unanswered + relayed > MAX_HELD_BATCHES;
    }

    /** A message arrived that this process must relay and store. */
    void relayRequested(NodeId from, long now) {
        relayed++;
        firstReceived.putIfAbsent(from, now);
    }

    /** A batch was stored or refused. */
    void answered() {
        unanswered--;
    }

    /** Returns why it is too early to store this sender's messages, if it is. */
    Optional<String> storedTooEarly(NodeId from, long now) {
        boolean inTime = named.contains(from) || now - firstReceived.get(from) >= PATIENCE_MILLIS || limitExceeded;
        return inTime
                ? Optional.empty()
                : Optional.of("no view named " + from + " yet, " + (now - firstReceived.get(from))
                        + " ms after its first message");
    }

    boolean owesAnswers() {
        return unanswered > 0;
    }
}
