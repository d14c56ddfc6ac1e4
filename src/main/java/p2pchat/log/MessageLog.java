package p2pchat.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.log.LogStore.Head;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * What this node's copy of the log holds, and therefore what its next message follows (M9, M10).
 *
 * <p>A pure value: the {@link MessageLogActor} replaces it only after the store has committed. The frontier is the set
 * of delivered messages that no delivered message follows; it becomes the heads of the next own message, which thereby
 * closes it. That makes the log a directed acyclic graph whose edges are "was on the screen when this was written".
 *
 * @param vector every message stored
 * @param frontier lamport numbers of the frontier, by key
 */
public record MessageLog(VersionVector vector, NavigableMap<MessageKey, Long> frontier) {

    /** What a person wrote, before it has a place in the log. */
    public record Draft(ChatMessage.Kind kind, String text, Optional<MessageKey> about) {
        public static Draft text(String text) {
            return new Draft(ChatMessage.Kind.TEXT, text, Optional.empty());
        }
    }

    public static MessageLog of(LogStore.Summary summary) {
        NavigableMap<MessageKey, Long> frontier = new TreeMap<>();
        summary.frontier().forEach(head -> frontier.put(head.key(), head.lamport()));
        return new MessageLog(summary.vector(), frontier);
    }

    /** Gives a draft its number, its heads and its lamport number: the next message of {@code self}. */
    public ChatMessage write(NodeId self, Draft draft, MessageId id, long sentAt) {
        MessageKey key = new MessageKey(self, vector.of(self).last() + 1);
        List<Head> heads = heads();
        long highest = heads.stream().mapToLong(Head::lamport).max().orElse(0);
        long lamport = Math.min(1 + highest, ChatMessage.MAX_LAMPORT); // a liar's number must not silence this node
        return new ChatMessage(
                id,
                key,
                Optional.empty(),
                heads.stream().map(Head::key).sorted().toList(),
                lamport,
                sentAt,
                draft.kind(),
                draft.text(),
                draft.about());
    }

    /** The log once this message is stored and delivered; unchanged if it was there. */
    public MessageLog with(ChatMessage message) {
        if (vector.contains(message.key())) {
            return this;
        }
        NavigableMap<MessageKey, Long> open = new TreeMap<>(frontier);
        message.heads().forEach(open::remove);
        open.keySet()
                .removeIf(key -> key.author().equals(message.author())
                        && key.seq() < message.key().seq());
        if (!followed(message.key())) {
            open.put(message.key(), message.lamport());
        }
        return new MessageLog(vector.with(message.key()), open);
    }

    public Collection<Head> frontierHeads() {
        List<Head> heads = new ArrayList<>();
        frontier.forEach((key, lamport) -> heads.add(new Head(key, lamport)));
        return heads;
    }

    /** An author's later message implies its earlier ones, so an earlier one that comes late opens nothing. */
    private boolean followed(MessageKey key) {
        return vector.of(key.author()).last() > key.seq();
    }

    /** More open ends than a message may have heads: the most recent ones; the rest waits for the next message. */
    private List<Head> heads() {
        return frontierHeads().stream()
                .sorted(Comparator.comparingLong(Head::lamport).reversed().thenComparing(Head::key))
                .limit(ChatMessage.MAX_HEADS)
                .toList();
    }
}
