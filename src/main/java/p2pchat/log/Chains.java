package p2pchat.log;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import p2pchat.model.NodeId;

/**
 * The authors of a log: the end of each one's chain, and the proofs that some have forked (protocol 2.8). An immutable value;
 * {@link ChainChange} computes the next one.
 *
 * @param forks one for each author, with the lowest proven number
 */
public record Chains(NavigableMap<NodeId, Chain> byAuthor, NavigableMap<NodeId, Fork> forks) {

    static final Chains NONE = new Chains(new TreeMap<>(), new TreeMap<>());

    public Chains {
        byAuthor = Collections.unmodifiableNavigableMap(byAuthor);
        forks = Collections.unmodifiableNavigableMap(forks);
    }

    static Chains of(Collection<Chain> chains, Collection<Fork> forks) {
        NavigableMap<NodeId, Chain> byAuthor = new TreeMap<>();
        chains.forEach(chain -> byAuthor.put(chain.author(), chain));
        NavigableMap<NodeId, Fork> byForker = new TreeMap<>();
        forks.forEach(fork -> byForker.put(fork.author(), fork));
        return new Chains(byAuthor, byForker);
    }
}
