package p2pchat.model;

import java.util.List;

/**
 * A message whose turn has come, and what must be said of its place.
 *
 * @param about for an edit or a deletion what it speaks of, as it was until then: the message, and where it is deleted
 *     its edits too; empty where that has not come. For a text the edit that holds, where that was delivered before it
 */
public record DeliveredMessage(ChatMessage message, OrderMark mark, List<ChatMessage> about) {
    public DeliveredMessage {
        about = List.copyOf(about);
    }

    public DeliveredMessage(ChatMessage message, OrderMark mark) {
        this(message, mark, List.of());
    }
}
