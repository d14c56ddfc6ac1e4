package p2pchat.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.log.LogStore.Head;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * What this node's copy of the log holds, which of it was delivered, and therefore what its next message follows (M9,
 * M10, protocol 2.7).
 *
 * <p>A message is stored when it arrives and delivered when its author's messages before it and all its heads are. The
 * frontier is the set of delivered messages that no delivered message follows; it becomes the heads of the next own
 * message, which thereby closes it. That makes the log a directed acyclic graph whose edges are "was on the screen when
 * this was written". What nobody has can be given up: it then counts as passed, and may still come.
 *
 * <p>A pure value: {@link LogChange} makes the next one, and the {@link MessageLogActor} takes it only after the store has
 * committed.
 *
 * @param vector every message stored
 * @param settled every message delivered or given up: what others need not wait for
 * @param givenUp what of it has not come since
 * @param taken numbers of this node's that others hold messages under, here or not (H11)
 * @param frontier lamport numbers of the frontier, by key
 * @param waiting what is stored and not delivered
 * @param lamports of messages delivered not long ago
 * @param digest of every message stored
 */
public record MessageLog(
        VersionVector vector,
        VersionVector settled,
        VersionVector givenUp,
        VersionVector taken,
        NavigableMap<MessageKey, Long> frontier,
        Waitlist waiting,
        Lamports lamports,
        Digest digest) {

    public MessageLog {
        frontier = Collections.unmodifiableNavigableMap(frontier);
    }

    /** What a person wrote, before it has a place in the log. */
    public record Draft(ChatMessage.Kind kind, String text, Optional<MessageKey> about) {
        public static Draft text(String text) {
            return new Draft(ChatMessage.Kind.TEXT, text, Optional.empty());
        }
    }

    /** The log after a start. What waits is not in memory yet: {@link LogChange#reload} brings it. */
    public static MessageLog of(LogStore.Summary summary) {
        NavigableMap<MessageKey, Long> frontier = new TreeMap<>();
        summary.frontier().forEach(head -> frontier.put(head.key(), head.lamport()));
        Lamports lamports = new Lamports();
        frontier.forEach(lamports::put);
        return new MessageLog(
                summary.vector(),
                summary.delivered().union(summary.givenUp()),
                summary.givenUp(),
                VersionVector.EMPTY,
                frontier,
                Waitlist.of(!summary.undelivered().isEmpty()),
                lamports,
                summary.digest());
    }

    /** Gives a draft its number, its heads and its lamport number: the next message of {@code self}. */
    public ChatMessage write(NodeId self, Draft draft, MessageId id, long sentAt) {
        return new LogChange(this).compose(self, draft, id, sentAt);
    }

    /** The log once this message is stored; unchanged if it was there. */
    public MessageLog with(ChatMessage message) {
        LogChange change = new LogChange(this);
        change.receive(message);
        return change.committed(digest);
    }

    /** The log once it is known that others hold messages under these numbers: the next own one comes after them. */
    MessageLog withTaken(VersionVector numbers) {
        return new MessageLog(vector, settled, givenUp, taken.union(numbers), frontier, waiting, lamports, digest);
    }

    public Collection<Head> frontierHeads() {
        return heads(frontier);
    }

    /**
     * What messages that wait need and this log does not hold: their authors' earlier ones and their heads; what this
     * node forgot of its own; and what can never have its turn, since it waits for what waits for it.
     */
    public VersionVector missing() {
        NavigableMap<NodeId, Long> needed = waiting.needed();
        VersionVector missing = VersionVector.EMPTY;
        for (var need : needed.entrySet()) {
            missing = missing.with(need.getKey(), vector.of(need.getKey()).missing(1, need.getValue()));
        }
        return missing.union(taken.minus(vector)).minus(settled).union(waiting.cycles());
    }

    static List<Head> heads(NavigableMap<MessageKey, Long> frontier) {
        List<Head> heads = new ArrayList<>(frontier.size());
        frontier.forEach((key, lamport) -> heads.add(new Head(key, lamport)));
        return heads;
    }

    /** More open ends than a message may have heads: the most recent ones; the rest waits for the next message. */
    static List<Head> recent(NavigableMap<MessageKey, Long> frontier) {
        if (frontier.size() <= ChatMessage.MAX_HEADS) {
            return heads(frontier);
        }
        return heads(frontier).stream()
                .sorted(Comparator.comparingLong(Head::lamport).reversed().thenComparing(Head::key))
                .limit(ChatMessage.MAX_HEADS)
                .sorted(Comparator.comparing(Head::key))
                .toList();
    }
}
