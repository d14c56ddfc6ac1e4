package p2pchat.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which messages a log holds: for every author the ranges of its numbers. An absent author has none (H11). */
public record VersionVector(SortedMap<NodeId, Ranges> byAuthor) {

    public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

    /** Copies, and keeps the authors sorted: iteration order must not differ from one JVM to the next. */
    public VersionVector {
        byAuthor = Collections.unmodifiableSortedMap(new TreeMap<>(byAuthor));
    }

    public static VersionVector of(Map<NodeId, Ranges> byAuthor) {
        return new VersionVector(new TreeMap<>(byAuthor));
    }

    public Ranges of(NodeId author) {
        return byAuthor.getOrDefault(author, Ranges.NONE);
    }

    public boolean contains(MessageKey key) {
        return of(key.author()).contains(key.seq());
    }

    public VersionVector with(MessageKey key) {
        return with(key.author(), of(key.author()).with(key.seq()));
    }

    public VersionVector with(NodeId author, Ranges ranges) {
        TreeMap<NodeId, Ranges> changed = new TreeMap<>(byAuthor);
        changed.put(author, ranges);
        return new VersionVector(changed);
    }

    public long size() {
        return byAuthor.values().stream().mapToLong(Ranges::size).sum();
    }
}
