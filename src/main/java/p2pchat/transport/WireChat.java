package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;

/** Converts messages to and from protobuf. Pure. */
final class WireChat {

    static final int MAX_BATCH = 256;

    /** Unless the batch is a single message. */
    static final int MAX_BATCH_BYTES = 256 * 1024;

    private WireChat() {}

    /** Creates a batch of one author on its own stream, whose hello names network and author. */
    static Batch batch(List<ChatMessage> messages, ViewId view) {
        Batch.Builder builder = Batch.newBuilder().setView(Wire.proto(view));
        messages.forEach(message -> builder.addMessages(proto(message).clearSourceId()));
        return builder.build();
    }

    static List<ChatMessage> messages(Batch batch, NodeId author) {
        Wire.atMost("batch.messages", batch.getMessagesCount(), MAX_BATCH);
        if (batch.getMessagesCount() > 1) {
            Wire.atMost("batch", batch.getSerializedSize(), MAX_BATCH_BYTES);
        }
        List<ChatMessage> messages = new ArrayList<>(batch.getMessagesCount());
        for (p2pchat.proto.ChatMessage proto : batch.getMessagesList()) {
            if (proto.getSourceId() != 0 && proto.getSourceId() != author.value()) {
                throw new MalformedException("source_id", "is not the sender of the stream");
            }
            messages.add(message(proto, author));
        }
        return messages;
    }

    static p2pchat.proto.ChatMessage.Builder proto(ChatMessage message) {
        p2pchat.proto.ChatMessage.Builder builder = p2pchat.proto.ChatMessage.newBuilder()
                .setMsgId(ByteString.copyFrom(message.id().bytes()))
                .setSourceId(message.author().value())
                .setDestinationId(message.to().map(NodeId::value).orElse(0))
                .setMsg(ByteString.copyFromUtf8(message.text()))
                .setSeq(message.key().seq())
                .setLamport(message.lamport())
                .setSentAt(message.sentAt())
                .setKindValue(message.kind().number());
        message.heads().forEach(head -> builder.addHeads(proto(head)));
        message.about().ifPresent(about -> builder.setAbout(proto(about)));
        message.erased().ifPresent(hash -> builder.setHash(ByteString.copyFrom(hash.bytes())));
        return builder;
    }

    static ChatMessage message(p2pchat.proto.ChatMessage proto, NodeId author) {
        if (!proto.getChatId().isEmpty()) {
            Wire.networkId(proto.getChatId());
        }
        Wire.atMost("heads", proto.getHeadsCount(), ChatMessage.MAX_HEADS);
        Wire.atMost("msg", proto.getMsg().size(), ChatMessage.MAX_TEXT_BYTES);
        List<MessageKey> heads = new ArrayList<>(proto.getHeadsCount());
        proto.getHeadsList().forEach(head -> heads.add(key("heads", head)));
        MessageId id = Wire.field("msg_id", () -> MessageId.of(proto.getMsgId().toByteArray()));
        ChatMessage.Kind kind = Wire.field("kind", () -> ChatMessage.Kind.of(proto.getKindValue()));
        if (proto.getSentAt() < 0) {
            throw new MalformedException("sent_at", "is before 1970");
        }
        return Wire.field(
                "message",
                () -> new ChatMessage(
                        id,
                        new MessageKey(author, proto.getSeq()),
                        proto.getDestinationId() == 0
                                ? Optional.empty()
                                : Optional.of(new NodeId(proto.getDestinationId())),
                        heads,
                        proto.getLamport(),
                        proto.getSentAt(),
                        kind,
                        utf8("msg", proto.getMsg()),
                        proto.hasAbout() ? Optional.of(key("about", proto.getAbout())) : Optional.empty(),
                        proto.getHash().isEmpty()
                                ? Optional.empty()
                                : Optional.of(MessageHash.of(proto.getHash().toByteArray()))));
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
