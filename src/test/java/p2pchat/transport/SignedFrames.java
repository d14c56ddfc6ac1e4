package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.proto.Batch;

/** Signs messages as their author would, also such as no honest author writes. */
final class SignedFrames {

    private SignedFrames() {}

    /** Returns a batch with one seal for each 64 consecutive messages. */
    static Batch.Builder batch(Keys author, p2pchat.proto.ChatMessage.Builder... messages) {
        return batch(author, List.of(messages));
    }

    static Batch.Builder batch(Keys author, List<p2pchat.proto.ChatMessage.Builder> messages) {
        Batch.Builder batch = Batch.newBuilder();
        Optional<MessageHash> previous = Optional.empty();
        List<ChatMessage> run = new ArrayList<>();
        for (p2pchat.proto.ChatMessage.Builder message : messages) {
            ChatMessage decoded = WireChat.message(message.build(), author.id.node(), previous, author.ring::hash);
            previous = Optional.of(decoded.hash());
            batch.addMessages(message);
            if (run.size() == Seal.MAX_MESSAGES) {
                batch.addSeals(seal(author, run));
                run.clear();
            }
            run.add(decoded);
        }
        return batch.addSeals(seal(author, run));
    }

    /** Returns a seal of consecutive messages, for a frame that has all of them. */
    static p2pchat.proto.Seal.Builder seal(Keys author, List<ChatMessage> messages) {
        Seal seal = author.ring.seal(
                author.id.node(),
                messages.get(0).key().seq(),
                messages.stream().map(ChatMessage::hash).toList());
        return p2pchat.proto.Seal.newBuilder()
                .setNodeId(seal.author().value())
                .setFirst(seal.first())
                .setCount(seal.hashes().size())
                .setSignature(WireKeys.bytes(seal.signature()));
    }

    /** Returns a text of an author without a seal. */
    static p2pchat.proto.ChatMessage.Builder text(NodeId author, long seq, String text) {
        return p2pchat.proto.ChatMessage.newBuilder()
                .setMsgId(ByteString.copyFrom(new byte[16]))
                .setSourceId(author.value())
                .setMsg(ByteString.copyFromUtf8(text))
                .setSalt(ByteString.copyFrom(new byte[16]))
                .setSeq(seq)
                .setLamport(seq)
                .setSentAt(1)
                .setKind(p2pchat.proto.MessageKind.TEXT);
    }
}
