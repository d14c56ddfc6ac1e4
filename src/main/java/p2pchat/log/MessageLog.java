package p2pchat.log;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import p2pchat.log.LogStore.OwnMessage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.Head;
import p2pchat.model.LogState;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/**
 * The state of this node's log: stored messages, delivered messages, and the frontier that the next own message follows (M9,
 * M10, protocol 2.7).
 *
 * <p>A message is stored on arrival, and delivered after its author's earlier messages and all its heads. The frontier is the
 * set of delivered messages that no delivered message follows, and after an admission that of the leader, too. It becomes
 * the heads of the next own message. The log is thus a directed acyclic graph whose edges mean "was on the screen or at the
 * leader when this was written". Messages that no member has are given
 * up, so that others need not wait for them. They may still arrive.
 *
 * <p>An immutable value. {@link LogChange} computes the next one, which {@link MessageLogActor} uses after the commit.
 *
 * @param vector all stored messages that count
 * @param settled all messages delivered or given up, which others need not wait for
 * @param givenUp the given-up messages that have not arrived
 * @param taken own numbers under which other members hold messages (H11)
 * @param frontier by key
 * @param waiting the stored messages that are not delivered
 * @param lamports of recently delivered messages
 * @param digest of all stored messages
 * @param own the last stored message of this node
 * @param deleted the messages that stored deletions delete. Only their texts may be missing
 * @param chains the authors, and which of them have forked
 * @param restrictions which messages count
 */
public record MessageLog(
        VersionVector vector,
        VersionVector settled,
        VersionVector givenUp,
        VersionVector taken,
        NavigableMap<MessageKey, Head> frontier,
        Waitlist waiting,
        Lamports lamports,
        Digest digest,
        Optional<OwnMessage> own,
        VersionVector deleted,
        Chains chains,
        Restrictions restrictions) {

    /** More messages than an author has on the way to a member. */
    private static final long FAR = 1_024;

    public MessageLog {
        frontier = Collections.unmodifiableNavigableMap(frontier);
    }

    /** A message of the user without a place in the log. */
    public record Draft(ChatMessage.Kind kind, String text, Optional<MessageRef> about) {
        public static Draft text(String text) {
            return new Draft(ChatMessage.Kind.TEXT, text, Optional.empty());
        }
    }

    /** Returns the log after a start. {@link LogChange#reload} adds the waiting messages. */
    public static MessageLog of(LogStore.Summary summary) {
        NavigableMap<MessageKey, Head> frontier = new TreeMap<>();
        Lamports lamports = new Lamports();
        for (Head head : summary.frontier()) {
            frontier.put(head.key(), head);
            lamports.put(head);
        }
        return new MessageLog(
                summary.vector(),
                summary.delivered().union(summary.givenUp()),
                summary.givenUp(),
                VersionVector.EMPTY,
                frontier,
                Waitlist.of(!summary.undelivered().isEmpty()),
                lamports,
                summary.digest(),
                summary.own(),
                summary.deleted(),
                Chains.of(summary.chains(), summary.forks()),
                summary.restrictions());
    }

    /** Returns the log as after a restart, with what only the memory has. */
    MessageLog restarted(LogStore.Summary summary) {
        summary.frontier().forEach(lamports::put);
        MessageLog now = of(summary);
        return new MessageLog(
                now.vector,
                now.settled,
                now.givenUp,
                taken,
                now.frontier,
                now.waiting,
                lamports,
                now.digest,
                now.own,
                now.deleted,
                now.chains,
                now.restrictions);
    }

    /** Returns the log with these own numbers taken, so that the next message gets a higher one. */
    MessageLog withTaken(VersionVector numbers) {
        return new MessageLog(
                vector,
                settled,
                givenUp,
                taken.union(numbers),
                frontier,
                waiting,
                lamports,
                digest,
                own,
                deleted,
                chains,
                restrictions);
    }

    /**
     * Returns the messages that waiting ones need and this log lacks. Of an author whose needed message is far above those
     * held, returns only that one, because it may be forged. Includes own messages that this node lost, and blockers of
     * cycles, which would never be delivered.
     */
    public VersionVector missing() {
        NavigableMap<NodeId, Long> needed = waiting.needed();
        VersionVector missing = VersionVector.EMPTY;
        for (var need : needed.entrySet()) {
            Ranges held = vector.of(need.getKey());
            long from = need.getValue() - held.last() > FAR ? need.getValue() : 1;
            missing = missing.with(need.getKey(), held.missing(from, need.getValue()));
        }
        return missing.union(taken.minus(vector)).minus(settled).union(waiting.cycles());
    }

    /** Returns what is compared with other logs. */
    public LogState state() {
        Map<NodeId, MessageRef> ends = new TreeMap<>();
        chains.byAuthor().forEach((author, chain) -> ends.put(author, chain.last()));
        Map<NodeId, Long> forks = new TreeMap<>();
        chains.forks().forEach((author, fork) -> forks.put(author, fork.from()));
        Set<NodeId> frozen = new TreeSet<>();
        chains.forks().values().stream().filter(Fork::frozen).forEach(fork -> frozen.add(fork.author()));
        return new LogState(vector, ends, forks, frozen, restrictions);
    }

    /** Returns whether the next message of this node may delete one of another author. */
    public boolean mayModerate(NodeId self) {
        return restrictions.mayModerate(new MessageKey(self, vector.of(self).last() + 1));
    }

    /** Returns the proofs that authors have forked. */
    public List<ForkProof> proofs() {
        return chains.forks().values().stream().map(Fork::proof).toList();
    }

    /** Returns the newest messages of the frontier, at most {@link ChatMessage#MAX_HEADS}. */
    public List<Head> newestHeads() {
        return recent(frontier.values());
    }

    /** Returns the most recent heads of the frontier, at most {@link ChatMessage#MAX_HEADS}. */
    static List<Head> recent(Collection<Head> frontier) {
        if (frontier.size() <= ChatMessage.MAX_HEADS) {
            return List.copyOf(frontier);
        }
        return frontier.stream()
                .sorted(Comparator.comparingLong(Head::lamport).reversed().thenComparing(Head::key))
                .limit(ChatMessage.MAX_HEADS)
                .sorted(Comparator.comparing(Head::key))
                .toList();
    }
}
