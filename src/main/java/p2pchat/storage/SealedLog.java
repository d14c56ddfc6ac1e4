package p2pchat.storage;

import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;

/** Receives a whole log. */
public interface SealedLog {

    /** Receives the next message. It has no seal if none covers it. */
    void message(ChatMessage message);

    /**
     * Receives a fault of the file.
     *
     * @param message that cannot be read; empty if the fault concerns no single message
     */
    void damaged(Optional<MessageKey> message, String reason);
}
