package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;

/**
 * The messages of one frame with the seals that prove them, on the wire. {@link MessageVerifier} is the other end. A seal
 * omits the hashes of messages in the same frame, and a message omits the hash of its author's previous one if that
 * precedes it in the frame.
 */
record SignedMessages(List<p2pchat.proto.ChatMessage.Builder> messages, List<p2pchat.proto.Seal> seals) {

    static SignedMessages of(List<ChatMessage> messages) {
        Map<MessageKey, MessageHash> inFrame = new HashMap<>();
        Map<NodeId, ChatMessage> last = new HashMap<>();
        Set<Seal> seals = new HashSet<>();
        List<p2pchat.proto.ChatMessage.Builder> protos = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            ChatMessage before = last.put(message.author(), message);
            boolean follows = before != null
                    && before.key().seq() == message.key().seq() - 1
                    && before.hash().equals(message.header().prev());
            boolean firstOfKey = before == null || before.key().seq() < message.key().seq();
            protos.add(WireChat.proto(message, !follows));
            if (firstOfKey) {
                inFrame.put(message.key(), message.hash());
            }
            seals.add(message.seal()
                    .orElseThrow(() -> new IllegalStateException(message.key() + " is not signed")));
        }
        return new SignedMessages(
                protos, seals.stream().map(seal -> proto(seal, inFrame)).toList());
    }

    private static p2pchat.proto.Seal proto(Seal seal, Map<MessageKey, MessageHash> inFrame) {
        p2pchat.proto.Seal.Builder builder = p2pchat.proto.Seal.newBuilder()
                .setNodeId(seal.author().value())
                .setFirst(seal.first())
                .setCount(seal.hashes().size())
                .setSignature(WireKeys.bytes(seal.signature()));
        for (int i = 0; i < seal.hashes().size(); i++) {
            MessageHash hash = seal.hashes().get(i);
            if (!hash.equals(inFrame.get(new MessageKey(seal.author(), seal.first() + i)))) {
                builder.addHashes(ByteString.copyFrom(hash.bytes()));
            }
        }
        return builder.build();
    }
}
