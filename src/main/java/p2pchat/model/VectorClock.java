package p2pchat.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mission's vector clock of one message: for each author how many of its messages come before or are this one
 * (protocol 2.7). No message carries it; every log comes to the same from what messages follow.
 *
 * @param upTo by author; an absent one has said nothing before (H11)
 * @param whole false where the search for authors that were silent for very long was broken off: those may lack
 */
public record VectorClock(SortedMap<NodeId, Long> upTo, boolean whole) {

    /** Copies, and keeps the authors sorted. */
    public VectorClock {
        upTo = Collections.unmodifiableSortedMap(new TreeMap<>(upTo));
    }
}
