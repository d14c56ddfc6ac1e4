package p2pchat.model;

import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage.Kind;

/**
 * All of a message except its text. Its hash names the message, so it can be verified after the text was erased
 * (protocol 2.12).
 *
 * @param id the mission's {@code msg_id}
 * @param key author ({@code source_id}) and number
 * @param to the mission's {@code destination_id}; empty for everyone
 * @param prev the hash of the author's message before this one; {@link MessageHash#NONE} for the first, and if the author
 *     has lost it
 * @param heads the messages this one directly follows, ascending; the frontier of its author's log when it was written
 * @param lamport 1 + the highest lamport of the heads, 1 without heads
 * @param sentAt by its author's clock, milliseconds since 1970; for display only, never for order
 * @param about the message that an edit or deletion changes, or that a text replies to
 * @param textBytes the length of the text in UTF-8
 * @param commitment to the text, see {@link Body#commitment}
 */
public record MessageHeader(
        MessageId id,
        MessageKey key,
        Optional<NodeId> to,
        MessageHash prev,
        List<MessageRef> heads,
        long lamport,
        long sentAt,
        Kind kind,
        Optional<MessageRef> about,
        int textBytes,
        Bytes commitment) {

    public MessageHeader {
        heads = List.copyOf(heads);
        if (heads.size() > ChatMessage.MAX_HEADS) {
            throw new IllegalArgumentException(
                    "a message has at most " + ChatMessage.MAX_HEADS + " heads, not " + heads.size());
        }
        for (int i = 0; i < heads.size(); i++) {
            MessageKey head = heads.get(i).key();
            if (head.author().equals(key.author()) && head.seq() >= key.seq()) {
                throw new IllegalArgumentException("message " + key + " cannot follow " + head);
            }
            if (i > 0 && heads.get(i - 1).key().compareTo(head) >= 0) {
                throw new IllegalArgumentException("heads are ascending, each once");
            }
        }
        if (lamport < 1 || lamport > ChatMessage.MAX_LAMPORT) {
            throw new IllegalArgumentException("a lamport number is 1 to 2^53, not " + lamport);
        }
        if (textBytes < 0 || textBytes > ChatMessage.MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("a text has at most " + ChatMessage.MAX_TEXT_BYTES + " bytes of UTF-8");
        }
        if (commitment.size() != Body.COMMITMENT_SIZE) {
            throw new IllegalArgumentException("a commitment has " + Body.COMMITMENT_SIZE + " bytes");
        }
    }

    /** Returns the keys of the heads, ascending. */
    public List<MessageKey> headKeys() {
        return heads.stream().map(MessageRef::key).toList();
    }
}
