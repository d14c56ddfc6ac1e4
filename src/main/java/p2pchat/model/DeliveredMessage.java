package p2pchat.model;

import java.util.List;

/**
 * A message that was delivered in causal order.
 *
 * @param about for an edit or deletion the message it changes, as it was before, and for a deletion its edits too;
 *     empty if they have not arrived. For a text the edit that applies, if it was delivered before
 */
public record DeliveredMessage(ChatMessage message, OrderMark mark, List<ChatMessage> about) {
    public DeliveredMessage {
        about = List.copyOf(about);
    }

    public DeliveredMessage(ChatMessage message, OrderMark mark) {
        this(message, mark, List.of());
    }
}
