package p2pchat.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.Ranges;

/** This node's newest messages in memory, so that sending them usually needs no disk read. */
final class RecentMessages {

    static final int MAX_MESSAGES = 2_048;

    static final int MAX_CHARACTERS = 4 * 1024 * 1024;

    private final Map<Long, ChatMessage> bySeq = new LinkedHashMap<>();
    private final Deque<ChatMessage> inOrder = new ArrayDeque<>();
    private long characters;

    /** Adds a message. A deletion removes its target, which must not be sent any more. */
    void add(ChatMessage message) {
        if (message.kind() == ChatMessage.Kind.DELETE) {
            message.amendedMessage().ifPresent(this::forget);
        }
        bySeq.put(message.key().seq(), message);
        inOrder.add(message);
        characters += message.text().length();
        while (inOrder.size() > MAX_MESSAGES || characters > MAX_CHARACTERS) {
            ChatMessage oldest = inOrder.remove();
            bySeq.remove(oldest.key().seq());
            characters -= oldest.text().length();
        }
    }

    private void forget(MessageKey deleted) {
        inOrder.removeIf(message -> {
            boolean gone =
                    message.key().equals(deleted) || message.amendedMessage().equals(Optional.of(deleted));
            if (gone) {
                bySeq.remove(message.key().seq());
                characters -= message.text().length();
            }
            return gone;
        });
    }

    /** Returns all wanted messages, ascending; empty unless every one is in memory. */
    Optional<List<ChatMessage>> find(Ranges wanted) {
        List<ChatMessage> found = new ArrayList<>();
        for (Ranges.Range range : wanted.ranges()) {
            for (long seq = range.from(); seq <= range.to(); seq++) {
                ChatMessage message = bySeq.get(seq);
                if (message == null) {
                    return Optional.empty();
                }
                found.add(message);
            }
        }
        return Optional.of(found);
    }
}
