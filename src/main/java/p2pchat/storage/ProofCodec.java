package p2pchat.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Uid;

/** Encodes the proof that an author has forked, which is two messages without text and their seals. */
final class ProofCodec {

    /** Above the size of a message with 64 heads and a seal over 64 messages. */
    private static final int MAX_BYTES = 8 * 1024;

    private static final int UID_BYTES = 16;

    private ProofCodec() {}

    static byte[] encode(ForkProof proof) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * (MAX_BYTES + ChatMessage.MAX_TEXT_BYTES));
        put(buffer, proof.first());
        put(buffer, proof.second());
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    static ForkProof decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new ForkProof(message(buffer), message(buffer));
    }

    private static void put(ByteBuffer buffer, ChatMessage message) {
        MessageHeader header = message.header();
        buffer.putInt(header.key().author().value()).putLong(header.key().seq());
        buffer.putLong(header.lamport()).putLong(header.sentAt());
        buffer.putInt(header.kind().number());
        putBytes(
                buffer,
                header.about().map(about -> BinaryCodec.key(about.key())).orElse(new byte[0]));
        putBytes(buffer, HeaderCodec.encode(message));
        putBytes(buffer, message.body().map(body -> body.salt().toArray()).orElse(new byte[0])); // of a deletion
        putBytes(buffer, message.body().map(Body::utf8).orElse(new byte[0]));
        Seal seal = message.seal().orElseThrow();
        buffer.put(seal.uid().bytes()).putLong(seal.first());
        putBytes(buffer, BinaryCodec.hashes(seal.hashes()));
        putBytes(buffer, seal.signature().toArray());
    }

    private static ChatMessage message(ByteBuffer buffer) {
        MessageKey key = new MessageKey(new NodeId(buffer.getInt()), buffer.getLong());
        HistoryPlace place = new HistoryPlace(buffer.getLong(), key);
        long sentAt = buffer.getLong();
        ChatMessage.Kind kind = ChatMessage.Kind.of(buffer.getInt());
        byte[] about = getBytes(buffer);
        byte[] header = getBytes(buffer);
        byte[] salt = getBytes(buffer);
        String text = new String(getBytes(buffer), StandardCharsets.UTF_8);
        byte[] uid = new byte[UID_BYTES];
        buffer.get(uid);
        Seal seal = new Seal(
                key.author(),
                Uid.of(uid),
                buffer.getLong(),
                BinaryCodec.hashes(getBytes(buffer)),
                Bytes.of(getBytes(buffer)));
        return new ChatMessage(
                HeaderCodec.decode(
                        header,
                        place,
                        sentAt,
                        kind,
                        about.length == 0 ? Optional.empty() : Optional.of(BinaryCodec.key(about))),
                salt.length == 0 ? Optional.empty() : Optional.of(new Body(Bytes.of(salt), text)),
                HeaderCodec.hash(header),
                Optional.of(seal));
    }

    private static void putBytes(ByteBuffer buffer, byte[] bytes) {
        buffer.putInt(bytes.length).put(bytes);
    }

    private static byte[] getBytes(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalArgumentException("a proof is cut short");
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
