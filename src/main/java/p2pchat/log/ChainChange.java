package p2pchat.log;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ForkProof;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.ShortHash;
import p2pchat.model.VersionVector;

/**
 * Finds authors of whose messages two versions exist, and decides what to do with these messages (protocol 2.8).
 *
 * <pre>
 *   proof ── others have referred only to the version held here ──► HELD ── one refers to another version ──► FROZEN
 *     └───── otherwise ──────────────────────────────────────────────────────────────────────────────────────►   "
 * </pre>
 *
 * <p>A frozen author's messages stay, and new ones are refused unless others have referred to them. Part of a
 * {@link LogChange}; deterministic.
 */
final class ChainChange {

    private final Chains before;
    private final NavigableMap<NodeId, Chain> changed = new TreeMap<>();
    private final NavigableMap<NodeId, Fork> forks;
    private final NavigableMap<NodeId, Fork> changedForks = new TreeMap<>();
    private VersionVector doubtful = VersionVector.EMPTY;

    ChainChange(Chains before) {
        this.before = before;
        this.forks = new TreeMap<>(before.forks());
    }

    /** A message was delivered. {@code recent} has the hashes of recent ones. */
    void delivered(Waiting message, Lamports.Uncommitted recent) {
        MessageKey key = message.key();
        Chain chain = chain(key.author());
        if (contradictsPrevious(message, recent)
                || (chain != null && key.seq() < chain.last().seq())) {
            doubtful = doubtful.with(key); // one that comes late may be contradicted by its successor
        }
        changed.put(key.author(), chain == null ? Chain.of(message.ref()) : chain.delivered(message.ref()));
        for (MessageRef head : message.heads()) {
            if (!head.author().equals(key.author())) {
                referred(head, recent);
            }
        }
    }

    private boolean contradictsPrevious(Waiting message, Lamports.Uncommitted recent) {
        if (message.key().seq() == 1) {
            return false;
        }
        ShortHash held =
                held(new MessageKey(message.key().author(), message.key().seq() - 1), recent);
        return held != null && !held.equals(message.prev());
    }

    private void referred(MessageRef head, Lamports.Uncommitted recent) {
        Chain chain = chain(head.author());
        ShortHash held = held(head.key(), recent);
        if (chain == null || held == null) {
            return;
        }
        Chain now = chain.referredTo(head, held);
        if (!now.equals(chain)) {
            changed.put(head.author(), now);
            Fork fork = forks.get(head.author());
            if (fork != null && !fork.frozen() && !now.isSettled(fork.from())) {
                put(new Fork(fork.proof(), true));
            }
        }
    }

    private @Nullable ShortHash held(MessageKey key, Lamports.Uncommitted recent) {
        Chain chain = chain(key.author());
        return chain != null && chain.endsWith(key) ? chain.last().hash() : recent.hash(key);
    }

    /** Accepts a proof unless one with the same or a lower number is known. */
    void prove(ForkProof proof) {
        Fork known = forks.get(proof.author());
        if (known != null && known.from() <= proof.from()) {
            return;
        }
        Chain chain = chain(proof.author());
        boolean settled = chain != null && chain.isSettled(proof.from());
        put(new Fork(proof, !settled || (known != null && known.frozen())));
    }

    private void put(Fork fork) {
        forks.put(fork.author(), fork);
        changedForks.put(fork.author(), fork);
    }

    boolean isFrozen(MessageKey key) {
        Fork fork = forks.get(key.author());
        return fork != null && fork.frozen() && fork.covers(key);
    }

    /** Returns whether two versions of this message are proven to exist. */
    boolean isForked(MessageKey key) {
        Fork fork = forks.get(key.author());
        return fork != null && fork.covers(key);
    }

    /** Returns the delivered messages that may contradict the one before or after them, with these. */
    VersionVector doubtful() {
        VersionVector around = VersionVector.EMPTY;
        for (var author : doubtful.byAuthor().entrySet()) {
            for (Ranges.Range range : author.getValue().ranges()) {
                long first = Math.max(1, range.from() - 1);
                if (!isForked(new MessageKey(author.getKey(), first))) {
                    Ranges wider = around.of(author.getKey()).with(new Ranges.Range(first, range.to() + 1));
                    around = around.with(author.getKey(), wider);
                }
            }
        }
        return around;
    }

    Collection<Chain> changedChains() {
        return changed.values();
    }

    Collection<Fork> changedForks() {
        return changedForks.values();
    }

    NavigableMap<NodeId, Fork> forks() {
        return forks;
    }

    Chains after() {
        if (changed.isEmpty() && changedForks.isEmpty()) {
            return before;
        }
        NavigableMap<NodeId, Chain> chains = new TreeMap<>(before.byAuthor());
        chains.putAll(changed);
        return new Chains(chains, new TreeMap<>(forks));
    }

    private @Nullable Chain chain(NodeId author) {
        Chain now = changed.get(author);
        return now == null ? before.byAuthor().get(author) : now;
    }
}
