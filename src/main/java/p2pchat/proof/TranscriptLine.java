package p2pchat.proof;

import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;

/** A line of a signed transcript. */
sealed interface TranscriptLine {

    /**
     * The first line.
     *
     * @param version of the format
     * @param genesis as encoded by {@code crypto}
     */
    record Start(int version, Bytes genesis) implements TranscriptLine {}

    /** The author of the seals and messages with this number that follow. */
    record Author(NodeId node, Card card) implements TranscriptLine {}

    /** The signature of messages that follow; it holds until the author's next one. */
    record Signature(Seal seal) implements TranscriptLine {}

    /** A message; its seal is that of the last signature line of its author. */
    record Message(ChatMessage message) implements TranscriptLine {}

    /**
     * The last line.
     *
     * @param messages how many there are
     * @param time of the export, milliseconds since 1970
     * @param exporter who made the transcript
     * @param digest of all lines before
     * @param signature of the exporter's device
     */
    record End(long messages, long time, Card exporter, Bytes digest, Bytes signature) implements TranscriptLine {}
}
