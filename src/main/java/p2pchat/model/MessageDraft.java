package p2pchat.model;

/** What somebody wants to say: something new, or something about what they said before. */
public sealed interface MessageDraft {

    /** What is to be read; empty for a deletion. */
    default String text() {
        return "";
    }

    record Text(String text) implements MessageDraft {}

    /** Another text in place of the one that this message has. */
    record Edit(MessageId target, String text) implements MessageDraft {}

    /** The message's text goes, everywhere and for good. */
    record Delete(MessageId target) implements MessageDraft {}
}
