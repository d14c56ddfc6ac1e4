package p2pchat.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The messages of a log as ranges of numbers for each author. An absent author has none (H11). */
public record VersionVector(SortedMap<NodeId, Ranges> byAuthor) {

    public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

    /** Sorts the authors, because the iteration order must not differ between JVMs. */
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

    /** Returns the difference, without empty authors. */
    public VersionVector minus(VersionVector other) {
        TreeMap<NodeId, Ranges> left = new TreeMap<>();
        byAuthor.forEach((author, ranges) -> {
            Ranges rest = ranges.minus(other.of(author));
            if (!rest.isEmpty()) {
                left.put(author, rest);
            }
        });
        return new VersionVector(left);
    }

    /** Returns the intersection. */
    public VersionVector and(VersionVector other) {
        return minus(minus(other));
    }

    public VersionVector union(VersionVector other) {
        TreeMap<NodeId, Ranges> all = new TreeMap<>(byAuthor);
        other.byAuthor.forEach((author, ranges) -> all.merge(author, ranges, Ranges::union));
        return new VersionVector(all);
    }

    /** Returns the first messages of each author in turn, at most {@code count} in all. */
    public VersionVector first(long count) {
        TreeMap<NodeId, Ranges> kept = new TreeMap<>();
        long left = count;
        for (Map.Entry<NodeId, Ranges> entry : byAuthor.entrySet()) {
            Ranges some = entry.getValue().first(left);
            if (!some.isEmpty()) {
                kept.put(entry.getKey(), some);
                left -= some.size();
            }
        }
        return new VersionVector(kept);
    }

    public boolean isEmpty() {
        return byAuthor.values().stream().allMatch(Ranges::isEmpty);
    }

    public long size() {
        return byAuthor.values().stream().mapToLong(Ranges::size).sum();
    }
}
