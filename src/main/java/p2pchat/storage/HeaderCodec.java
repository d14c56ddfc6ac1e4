package p2pchat.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.ShortHash;

/**
 * Encodes a message's hash, and those fields of its header that no statement filters by, in one column. Binding them one by
 * one takes longer than storing the row.
 */
final class HeaderCodec {

    private static final int ID_SIZE = 2 * Long.BYTES;

    /** SQL for the message id. */
    static final String ID = "substr(header, 1, " + ID_SIZE + ")";

    /** Id, hash, previous hash, commitment, length of the text, and destination or 0. */
    private static final int FIXED_BYTES = ID_SIZE + 2 * MessageHash.SIZE + Body.COMMITMENT_SIZE + 2 * Integer.BYTES;

    private HeaderCodec() {}

    static byte[] encode(ChatMessage message) {
        MessageHeader header = message.header();
        UUID id = header.id().value();
        int aboutBytes = header.about().isPresent() ? ShortHash.SIZE : 0;
        int size = FIXED_BYTES
                + aboutBytes
                + BinaryCodec.REF_BYTES * header.heads().size();
        ByteBuffer buffer =
                ByteBuffer.allocate(size).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        header.prev()
                .put(message.hash().put(buffer))
                .put(header.commitment().toArray())
                .putInt(header.textBytes())
                .putInt(header.to().map(NodeId::value).orElse(0));
        header.about().ifPresent(about -> buffer.put(about.hash().bytes()));
        header.heads().forEach(head -> BinaryCodec.put(buffer, head));
        return buffer.array();
    }

    static MessageHash hash(byte[] encoded) {
        return MessageHash.get(ByteBuffer.wrap(encoded).position(ID_SIZE));
    }

    /** Returns the hash of the author's message before this one. */
    static MessageHash prev(byte[] encoded) {
        return MessageHash.get(ByteBuffer.wrap(encoded).position(ID_SIZE + MessageHash.SIZE));
    }

    /** Returns the heads of a message. */
    static List<MessageRef> heads(byte[] encoded, boolean hasAbout) {
        return BinaryCodec.refs(ByteBuffer.wrap(encoded).position(FIXED_BYTES + (hasAbout ? ShortHash.SIZE : 0)));
    }

    /** Decodes a header. The other arguments are from columns of their own. */
    static MessageHeader decode(
            byte[] encoded, HistoryPlace place, long sentAt, ChatMessage.Kind kind, Optional<MessageKey> about) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        MessageId id = new MessageId(new UUID(buffer.getLong(), buffer.getLong()));
        buffer.position(buffer.position() + MessageHash.SIZE);
        MessageHash prev = MessageHash.get(buffer);
        Bytes commitment = commitment(buffer);
        int textBytes = buffer.getInt();
        int destination = buffer.getInt();
        Optional<MessageRef> aboutRef = about.map(key -> new MessageRef(key, ShortHash.get(buffer)));
        return new MessageHeader(
                id,
                place.key(),
                destination == 0 ? Optional.empty() : Optional.of(new NodeId(destination)),
                prev,
                BinaryCodec.refs(buffer),
                place.lamport(),
                sentAt,
                kind,
                aboutRef,
                textBytes,
                commitment);
    }

    private static Bytes commitment(ByteBuffer from) {
        byte[] commitment = new byte[Body.COMMITMENT_SIZE];
        from.get(commitment);
        return Bytes.of(commitment);
    }
}
