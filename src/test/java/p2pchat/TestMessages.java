package p2pchat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.Head;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.ShortHash;
import p2pchat.model.Uid;

/** Messages with true hashes and seals, whose signatures no test verifies. */
public final class TestMessages {

    private static final Bytes NETWORK = Bytes.of(new byte[32]);

    private TestMessages() {}

    /** Returns a signer whose signatures are empty bytes. */
    public static MessageSigner signer(Uid uid) {
        return new UnverifiedSigner(uid);
    }

    /** Returns a signer of the member that {@link #create} assumes behind a node id. */
    public static MessageSigner signer(NodeId node) {
        return signer(uid(node));
    }

    public static Uid uid(NodeId node) {
        return new Uid(new UUID(7, node.value()));
    }

    /** Creates a message with a seal of its own. References to other messages have a hash derived from their keys. */
    public static ChatMessage create(
            MessageId id,
            MessageKey key,
            Optional<NodeId> to,
            List<MessageKey> heads,
            long lamport,
            long sentAt,
            ChatMessage.Kind kind,
            String text,
            Optional<MessageKey> about) {
        Body body = new Body(Bytes.of(new byte[Body.SALT_SIZE]), text);
        MessageHeader header = new MessageHeader(
                id,
                key,
                to,
                MessageHash.NONE,
                heads.stream().map(TestMessages::ref).toList(),
                lamport,
                sentAt,
                kind,
                about.map(TestMessages::ref),
                body.utf8().length,
                body.commitment());
        return sign(header, Optional.of(body), signer(key.author()));
    }

    /** Returns the same message as another signer would send it. */
    public static ChatMessage signedBy(MessageSigner signer, ChatMessage message) {
        return sign(message.header(), message.body(), signer);
    }

    /** Returns the same message as one that its author wrote after a message of its own, and after these. */
    public static ChatMessage chained(ChatMessage message, MessageHash prev, ChatMessage... heads) {
        MessageHeader header = message.header();
        MessageHeader chained = new MessageHeader(
                header.id(),
                header.key(),
                header.to(),
                prev,
                Stream.of(heads).map(ChatMessage::ref).sorted().toList(),
                header.lamport(),
                header.sentAt(),
                header.kind(),
                header.about(),
                header.textBytes(),
                header.commitment());
        return sign(chained, message.body(), signer(message.author()));
    }

    private static ChatMessage sign(MessageHeader header, Optional<Body> body, MessageSigner signer) {
        MessageHash hash = signer.hash(header);
        Seal seal = signer.seal(header.key().author(), header.key().seq(), List.of(hash));
        return new ChatMessage(header, body, hash, Optional.of(seal));
    }

    /** Returns the same message with another text, as its author could have written it. */
    public static ChatMessage rewritten(ChatMessage message, String text) {
        return create(
                message.id(),
                message.key(),
                message.to(),
                message.header().headKeys(),
                message.lamport(),
                message.sentAt(),
                message.kind(),
                text,
                message.about().map(MessageRef::key));
    }

    public static MessageRef ref(MessageKey key) {
        return new MessageRef(key, new ShortHash(key.author().value(), key.seq()));
    }

    public static Head head(MessageKey key, long lamport) {
        return new Head(ref(key), lamport);
    }

    private record UnverifiedSigner(Uid uid) implements MessageSigner {

        @Override
        public Bytes salt() {
            return Bytes.of(new byte[Body.SALT_SIZE]);
        }

        @Override
        public MessageHash hash(MessageHeader header) {
            return MessageHash.of(NETWORK, uid, header);
        }

        @Override
        public Seal seal(NodeId self, long first, List<MessageHash> hashes) {
            return new Seal(self, uid, first, hashes, Bytes.of(new byte[64]));
        }
    }
}
