package p2pchat.model;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The messages of a log, as far as two logs are compared (protocol 2.8).
 *
 * @param stored all messages
 * @param ends the last delivered message of each author; empty if not reported
 * @param forks the number from which on two versions of an author's messages exist
 * @param frozen the authors among them whose further messages this log refuses
 * @param restrictions the messages that this log does not take
 */
public record LogState(
        VersionVector stored,
        Map<NodeId, MessageRef> ends,
        Map<NodeId, Long> forks,
        Set<NodeId> frozen,
        Restrictions restrictions) {

    public LogState {
        ends = Collections.unmodifiableMap(new TreeMap<>(ends));
        forks = Collections.unmodifiableMap(new TreeMap<>(forks));
        frozen = Collections.unmodifiableSet(new TreeSet<>(frozen));
    }

    /** Creates the state of a log in which all messages count. */
    public LogState(VersionVector stored, Map<NodeId, MessageRef> ends, Map<NodeId, Long> forks, Set<NodeId> frozen) {
        this(stored, ends, forks, frozen, Restrictions.NONE);
    }

    /** Creates the state of a log that holds each message in one version. */
    public static LogState of(VersionVector stored) {
        return new LogState(stored, Map.of(), Map.of(), Set.of());
    }

    /** Returns what this log lacks and would take. */
    public VersionVector lacking(LogState other) {
        VersionVector lacking = restrictions.counted(other.stored.minus(stored));
        for (NodeId author : frozen) {
            if (!lacking.of(author).isEmpty()) {
                lacking = lacking.with(author, lacking.of(author).and(before(author)));
            }
        }
        return lacking;
    }

    /** Returns the messages that the two logs hold in different versions, without those that are proven to be forked. */
    public VersionVector contradictions(LogState other) {
        VersionVector contradictions = VersionVector.EMPTY;
        for (MessageRef theirs : other.ends.values()) {
            MessageRef mine = ends.get(theirs.author());
            boolean differ = mine != null && mine.key().equals(theirs.key()) && !mine.equals(theirs);
            if (differ && counts(theirs.key())) {
                contradictions = contradictions.with(theirs.key());
            }
        }
        return contradictions;
    }

    private boolean counts(MessageKey key) {
        Long from = forks.get(key.author());
        return from == null || key.seq() < from;
    }

    /** Returns whether both logs hold the same, without what exists in two versions. */
    public boolean isSameAs(LogState other) {
        return forks.equals(other.forks)
                && counted().equals(other.counted())
                && contradictions(other).isEmpty();
    }

    /** Returns the messages that count in the digest. */
    public VersionVector counted() {
        VersionVector counted = stored;
        for (NodeId author : forks.keySet()) {
            counted = counted.with(author, counted.of(author).and(before(author)));
        }
        return counted.and(counted); // without empty authors
    }

    private Ranges before(NodeId author) {
        return Ranges.upTo(forks.getOrDefault(author, 1L) - 1);
    }
}
