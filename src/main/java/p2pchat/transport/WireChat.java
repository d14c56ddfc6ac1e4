package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            Wire.atMost("batch", batch.getSerializedSize(), MAX_BATCH_BYTES);
        }
        List<p2pchat.proto.ChatMessage> messages = new ArrayList<>(batch.getMessagesCount());
        for (p2pchat.proto.ChatMessage proto : batch.getMessagesList()) {
            if (proto.getSourceId() != 0
                    && proto.getSourceId() != author.node().value()) {
                throw new MalformedException("source_id", "is not the sender of the stream");
            }
            messages.add(proto);
        }
        return new MessageVerifier(keys, author).verify(messages, batch.getSealsList());
    }

    /** Returns the message without its seal. A previous message of the same author just before it is not named. */
    static p2pchat.proto.ChatMessage.Builder proto(ChatMessage message, boolean namePrevious) {
        MessageHeader header = message.header();
        p2pchat.proto.ChatMessage.Builder builder = p2pchat.proto.ChatMessage.newBuilder()
                .setMsgId(ByteString.copyFrom(message.id().bytes()))
                .setSourceId(message.author().value())
                .setDestinationId(message.to().map(NodeId::value).orElse(0))
                .setSeq(message.key().seq())
                .setLamport(message.lamport())
                .setSentAt(message.sentAt())
                .setKindValue(message.kind().number());
        if (namePrevious && !header.prev().equals(MessageHash.NONE)) {
            builder.setPrev(ByteString.copyFrom(header.prev().bytes()));
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
     * Returns the header of a message.
     *
     * @param previous the hash of the author's message before this one, if it is in the same frame
     */
    static MessageHeader header(p2pchat.proto.ChatMessage proto, NodeId author, Optional<MessageHash> previous) {
        if (!proto.getChatId().isEmpty()) {
            Wire.networkId(proto.getChatId());
        }
        Wire.atMost("heads", proto.getHeadsCount(), ChatMessage.MAX_HEADS);
        Wire.atMost("msg", proto.getMsg().size(), ChatMessage.MAX_TEXT_BYTES);
        List<MessageRef> heads = new ArrayList<>(proto.getHeadsCount());
        proto.getHeadsList().forEach(head -> heads.add(ref("heads", head)));
        MessageId id = Wire.field("msg_id", () -> MessageId.of(proto.getMsgId().toByteArray()));
        ChatMessage.Kind kind = Wire.field("kind", () -> ChatMessage.Kind.of(proto.getKindValue()));
        if (proto.getSentAt() < 0) {
            throw new MalformedException("sent_at", "is before 1970");
        }
        Optional<Body> body = body(proto);
        return Wire.field(
                "message",
                () -> new MessageHeader(
                        id,
                        new MessageKey(author, proto.getSeq()),
                        proto.getDestinationId() == 0
                                ? Optional.empty()
                                : Optional.of(new NodeId(proto.getDestinationId())),
                        proto.getPrev().isEmpty()
                                ? previous.orElse(MessageHash.NONE)
                                : MessageHash.of(proto.getPrev().toByteArray()),
                        heads,
                        proto.getLamport(),
                        proto.getSentAt(),
                        kind,
                        proto.hasAbout() ? Optional.of(ref("about", proto.getAbout())) : Optional.empty(),
                        body.map(given -> given.utf8().length)
                                .orElse(proto.getErased().getLength()),
                        body.map(Body::commitment)
                                .orElse(Bytes.of(
                                        proto.getErased().getCommitment().toByteArray()))));
    }

    /** Returns the text with its salt; empty if the text was deleted. */
    static Optional<Body> body(p2pchat.proto.ChatMessage proto) {
        if (proto.hasErased()) {
            return Optional.empty();
        }
        String text = utf8("msg", proto.getMsg());
        return Optional.of(
                Wire.field("salt", () -> new Body(Bytes.of(proto.getSalt().toByteArray()), text)));
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
    private static String utf8(String name, ByteString bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(name, "is not UTF-8");
        }
    }
}
