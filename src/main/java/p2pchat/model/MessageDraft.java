package p2pchat.model;

/** A message to write: a new text, or an edit or deletion of an own message. */
public sealed interface MessageDraft {

    /** Returns the text; empty for a deletion. */
    default String text() {
        return "";
    }

    record Text(String text) implements MessageDraft {}

    /** Replaces the text of a message. */
    record Edit(MessageId target, String text) implements MessageDraft {}

    /** Deletes the text of a message permanently, on every node. */
    record Delete(MessageId target) implements MessageDraft {}
}
