package p2pchat.log;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

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

    /** Returns the fork from whose number on the author's messages are disputed. */
    public Optional<Fork> frozen(NodeId author) {
        return Optional.ofNullable(forks.get(author)).filter(Fork::frozen);
    }

    boolean isFrozen(MessageKey key) {
        return frozen(key.author()).filter(fork -> fork.covers(key)).isPresent();
    }

    /** Returns these messages without those of which two versions exist. Only the rest can be equal in two logs. */
    public VersionVector counted(VersionVector messages) {
        VersionVector counted = messages;
        for (Fork fork : forks.values()) {
            counted = counted.with(
                    fork.author(), counted.of(fork.author()).and(Ranges.upTo(fork.from() - 1)));
        }
        return counted;
    }

    /** Returns these messages without the disputed ones. */
    public VersionVector undisputed(VersionVector messages) {
        VersionVector left = messages;
        for (Fork fork : forks.values()) {
            if (fork.frozen()) {
                left = left.with(fork.author(), left.of(fork.author()).and(Ranges.upTo(fork.from() - 1)));
            }
        }
        return left;
    }
}
