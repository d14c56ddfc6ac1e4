package p2pchat.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mission's vector clock of one message: for each author the number of its messages up to and including this one
 * (protocol 2.7). No message carries it; every log computes the same from the causal order.
 *
 * @param upTo by author; an absent one has written nothing before (H11)
 * @param whole false if the search was limited, so that authors silent for very long may be missing
 */
public record VectorClock(SortedMap<NodeId, Long> upTo, boolean whole) {

    public VectorClock {
        upTo = Collections.unmodifiableSortedMap(new TreeMap<>(upTo));
    }
}
