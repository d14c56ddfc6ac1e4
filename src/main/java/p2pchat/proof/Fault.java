package p2pchat.proof;

import java.util.Optional;
import p2pchat.model.MessageKey;

/**
 * One thing that a log or transcript does not prove.
 *
 * @param line of the transcript, from 1; 0 in a log
 * @param message empty if it concerns no single message
 * @param detail why a row or line is damaged, or the key of the other message; else empty
 */
public record Fault(long line, Optional<MessageKey> message, Kind kind, String detail) {

    /** Kinds of faults. */
    public enum Kind {
        /** The row or line cannot be read. */
        DAMAGED,
        /** The message has no signature, or one by another key. */
        NOT_SIGNED,
        /** The author signed another header. */
        CHANGED,
        /** The author signed another text. */
        TEXT_CHANGED,
        /** There is no text, and no deletion by the author. */
        WITHHELD,
        /** The author's key is not known, or its card is forged. */
        UNKNOWN_AUTHOR,
        /** Messages of one member are signed by two devices. */
        TWO_DEVICES,
        /** The log has two messages with this number. */
        REPEATED,
        /** Another message names another version of this one. The detail is its key. */
        FORKED,
        /** The message is not in history order. */
        OUT_OF_ORDER,
        /** The log lacks this message, and perhaps the next ones of the author. */
        MISSING,
        /** The transcript ends before its last line. */
        CUT_OFF,
        /** The signature of the exporter is not valid. */
        NOT_EXPORTED
    }
}
