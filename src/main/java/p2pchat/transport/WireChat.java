package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.ShortHash;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.ErasedBody;

/** Converts messages to and from protobuf. Pure. */
final class WireChat {

    static final int MAX_BATCH = 256;

    /** What Java reads in place of malformed UTF-8. */
    private static final char REPLACEMENT = '\ufffd';

    /** Unless the batch is a single message. */
    static final int MAX_BATCH_BYTES = 256 * 1024;

    private WireChat() {}

    /** Creates a batch of one author on its own stream, whose hello names network and author. */
    static Batch batch(List<ChatMessage> messages, ViewId view) {
        SignedMessages signed = SignedMessages.of(messages);
        Batch.Builder builder = Batch.newBuilder().setView(Wire.proto(view)).addAllSeals(signed.seals());
        signed.messages().forEach(message -> builder.addMessages(message.clearSourceId()));
        return builder.build();
    }

    /**
     * Returns the messages of a batch, which the sender of the stream has signed.
     *
     * @throws ForgedException if it has not
     */
    static List<ChatMessage> messages(Batch batch, MemberId author, MemberKeys keys) throws ForgedException {
        Wire.atMost("batch.messages", batch.getMessagesCount(), MAX_BATCH);
        if (batch.getMessagesCount() > 1) {
            Wire.atMost("batch", bytes(batch.getMessagesList()), MAX_BATCH_BYTES);
        }
        return new MessageVerifier(keys, author).verify(batch.getMessagesList(), batch.getSealsList());
    }

    /** Returns at most the sum of {@link ChatMessage#maxEncodedBytes}, by which the sender limits a batch. */
    private static int bytes(List<p2pchat.proto.ChatMessage> messages) {
        return messages.stream().mapToInt(message -> message.getMsg().size()).sum();
    }

    /** Returns the message without its seal. Its previous message is not named if it precedes it in the frame. */
    static p2pchat.proto.ChatMessage.Builder proto(ChatMessage message, Optional<MessageHash> previous) {
        MessageHeader header = message.header();
        p2pchat.proto.ChatMessage.Builder builder = p2pchat.proto.ChatMessage.newBuilder()
                .setMsgId(ByteString.copyFrom(message.id().bytes()))
                .setSourceId(message.author().value())
                .setDestinationId(message.to().map(NodeId::value).orElse(0))
                .setSeq(message.key().seq())
                .setLamport(message.lamport())
                .setSentAt(message.sentAt())
                .setKindValue(message.kind().number());
        if (!header.prev().equals(previous.orElse(MessageHash.NONE))) {
            builder.setPrev(bytes(header.prev()));
        }
        message.heads().forEach(head -> builder.addHeads(proto(head)));
        message.about().ifPresent(about -> builder.setAbout(proto(about)));
        if (message.body().isPresent()) {
            builder.setMsg(ByteString.copyFromUtf8(message.text()))
                    .setSalt(WireKeys.bytes(message.body().get().salt()));
        } else {
            builder.setErased(ErasedBody.newBuilder()
                    .setCommitment(WireKeys.bytes(header.commitment()))
                    .setLength(header.textBytes()));
        }
        return builder;
    }

    /**
     * Returns the message without its seal.
     *
     * @param previous the hash of the author's message before this one, if it precedes it in the frame
     * @param hash returns the hash of a header
     */
    static ChatMessage message(
            p2pchat.proto.ChatMessage proto,
            NodeId author,
            Optional<MessageHash> previous,
            Function<MessageHeader, MessageHash> hash) {
        byte[] utf8 = proto.getMsg().toByteArray();
        Wire.atMost("msg", utf8.length, ChatMessage.MAX_TEXT_BYTES);
        if (proto.hasErased()) {
            if (utf8.length > 0 || !proto.getSalt().isEmpty()) {
                throw new MalformedException("erased", "has a text");
            }
            Bytes commitment = Bytes.of(proto.getErased().getCommitment().toByteArray());
            MessageHeader header =
                    header(proto, author, previous, proto.getErased().getLength(), commitment);
            return Wire.field(
                    "erased", () -> new ChatMessage(header, Optional.empty(), hash.apply(header), Optional.empty()));
        }
        Body body = Wire.field("salt", () -> new Body(Bytes.of(proto.getSalt().toByteArray()), utf8("msg", utf8)));
        MessageHeader header = header(proto, author, previous, utf8.length, body.commitment(utf8));
        return new ChatMessage(header, Optional.of(body), hash.apply(header), Optional.empty());
    }

    private static MessageHeader header(
            p2pchat.proto.ChatMessage proto,
            NodeId author,
            Optional<MessageHash> previous,
            int textBytes,
            Bytes commitment) {
        Wire.atMost("heads", proto.getHeadsCount(), ChatMessage.MAX_HEADS);
        List<MessageRef> heads = new ArrayList<>(proto.getHeadsCount());
        proto.getHeadsList().forEach(head -> heads.add(ref("heads", head)));
        MessageId id = Wire.field("msg_id", () -> MessageId.of(proto.getMsgId().toByteArray()));
        ChatMessage.Kind kind = Wire.field("kind", () -> ChatMessage.Kind.of(proto.getKindValue()));
        if (proto.getSentAt() < 0) {
            throw new MalformedException("sent_at", "is before 1970");
        }
        Optional<NodeId> to = proto.getDestinationId() == 0
                ? Optional.empty()
                : Optional.of(Wire.node("destination_id", proto.getDestinationId()));
        MessageHash prev =
                proto.getPrev().isEmpty() ? previous.orElse(MessageHash.NONE) : hash("prev", proto.getPrev());
        Optional<MessageRef> about = proto.hasAbout() ? Optional.of(ref("about", proto.getAbout())) : Optional.empty();
        return Wire.field(
                "message",
                () -> new MessageHeader(
                        id,
                        new MessageKey(author, proto.getSeq()),
                        to,
                        prev,
                        heads,
                        proto.getLamport(),
                        proto.getSentAt(),
                        kind,
                        about,
                        textBytes,
                        commitment));
    }

    static ByteString bytes(MessageHash hash) {
        return ByteString.copyFrom(hash.bytes());
    }

    static MessageHash hash(String name, ByteString proto) {
        return Wire.field(name, () -> MessageHash.of(proto.toByteArray()));
    }

    static p2pchat.proto.MessageKey proto(MessageRef ref) {
        return p2pchat.proto.MessageKey.newBuilder()
                .setNodeId(ref.author().value())
                .setSeq(ref.seq())
                .setHash(ByteString.copyFrom(ref.hash().bytes()))
                .build();
    }

    static MessageRef ref(String name, p2pchat.proto.MessageKey proto) {
        return new MessageRef(
                key(name, proto),
                Wire.field(name + ".hash", () -> ShortHash.of(proto.getHash().toByteArray())));
    }

    static p2pchat.proto.MessageKey proto(MessageKey key) {
        return p2pchat.proto.MessageKey.newBuilder()
                .setNodeId(key.author().value())
                .setSeq(key.seq())
                .build();
    }

    static MessageKey key(String name, p2pchat.proto.MessageKey proto) {
        return Wire.field(name, () -> new MessageKey(new NodeId(proto.getNodeId()), proto.getSeq()));
    }

    /** Refuses invalid UTF-8, which would be stored differently on each node, so that hashes would differ. */
    private static String utf8(String name, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try { // slower, but it does not replace what is malformed
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(name, "is not UTF-8");
        }
    }
}
