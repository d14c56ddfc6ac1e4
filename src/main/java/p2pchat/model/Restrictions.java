package p2pchat.model;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which messages of a log count, by the authority of its network (protocol 2.13).
 *
 * @param limits the last message that counts, for each author of whose messages not all count; 0 for none
 * @param moderators the last deletion of others' messages that counts, for each author who may delete them
 */
public record Restrictions(NavigableMap<NodeId, Long> limits, NavigableMap<NodeId, Long> moderators) {

    /** All messages count, and nobody deletes messages of others. */
    public static final Restrictions NONE = new Restrictions(new TreeMap<>(), new TreeMap<>());

    public Restrictions {
        limits = Collections.unmodifiableNavigableMap(new TreeMap<>(limits));
        moderators = Collections.unmodifiableNavigableMap(new TreeMap<>(moderators));
    }

    /** Leaves out limits that limit nothing, and moderators without a deletion that counts. */
    public static Restrictions of(Map<NodeId, Long> limits, Map<NodeId, Long> moderators) {
        TreeMap<NodeId, Long> limited = new TreeMap<>(limits);
        limited.values().removeIf(last -> last >= MessageKey.MAX_SEQ);
        TreeMap<NodeId, Long> effective = new TreeMap<>(moderators);
        effective.values().removeIf(last -> last < 1);
        return new Restrictions(limited, effective);
    }

    /** Returns the last message of an author that counts. */
    public long limit(NodeId author) {
        return limits.getOrDefault(author, MessageKey.MAX_SEQ);
    }

    /** Returns whether a message does not count. */
    public boolean isVoid(MessageKey key) {
        return key.seq() > limit(key.author());
    }

    /** Returns the messages among these that count. */
    public VersionVector counted(VersionVector messages) {
        VersionVector counted = messages;
        for (Map.Entry<NodeId, Long> limit : limits.entrySet()) {
            Ranges ofAuthor = messages.of(limit.getKey());
            if (ofAuthor.last() > limit.getValue()) {
                counted = counted.with(limit.getKey(), ofAuthor.and(Ranges.upTo(limit.getValue())));
            }
        }
        return counted;
    }

    /** Returns the message that this one edits or deletes, if it counts: an own one, or that of another to delete. */
    public Optional<MessageKey> target(ChatMessage message) {
        return message.amendedMessage()
                .or(() -> mayModerate(message.key()) ? message.moderatedMessage() : Optional.empty())
                .filter(target -> !isVoid(message.key()));
    }

    /** Returns whether a deletion with this key may delete another author's message. */
    public boolean mayModerate(MessageKey key) {
        return key.seq() <= moderators.getOrDefault(key.author(), 0L);
    }
}
