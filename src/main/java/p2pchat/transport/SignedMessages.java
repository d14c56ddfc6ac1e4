package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Encodes messages, no two of one key. */
    @SuppressWarnings("ReferenceEquality") // a burst shares one seal, and comparing 64 hashes for each message is slow
    static SignedMessages of(List<ChatMessage> messages) {
        Map<MessageKey, MessageHash> inFrame = new HashMap<>();
        Map<NodeId, ChatMessage> last = new HashMap<>();
        Set<Seal> seals = new LinkedHashSet<>();
        Optional<Seal> latest = Optional.empty();
        List<p2pchat.proto.ChatMessage.Builder> protos = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            Optional<MessageHash> previous = Optional.ofNullable(last.put(message.author(), message))
                    .filter(before -> before.key().seq() == message.key().seq() - 1)
                    .map(ChatMessage::hash);
            protos.add(WireChat.proto(message, previous));
            inFrame.put(message.key(), message.hash());
            Seal seal = message.seal().orElseThrow(() -> new IllegalStateException(message.key() + " is not signed"));
            if (latest.filter(before -> before == seal).isEmpty()) {
                seals.add(seal);
                latest = Optional.of(seal);
            }
        }
        return new SignedMessages(
                protos, seals.stream().map(seal -> proto(seal, inFrame)).toList());
    }

    private static p2pchat.proto.Seal proto(Seal seal, Map<MessageKey, MessageHash> inFrame) {
        List<ByteString> absent = new ArrayList<>();
        boolean whole = false;
        for (int i = 0; i < seal.hashes().size(); i++) {
            MessageHash hash = seal.hashes().get(i);
            MessageHash sent = inFrame.get(new MessageKey(seal.author(), seal.first() + i));
            if (sent == null) {
                absent.add(WireChat.bytes(hash));
            }
            whole |= sent != null && !sent.equals(hash); // the author signed two messages of one key
        }
        return p2pchat.proto.Seal.newBuilder()
                .setNodeId(seal.author().value())
                .setFirst(seal.first())
                .setCount(seal.hashes().size())
                .addAllHashes(
                        whole ? seal.hashes().stream().map(WireChat::bytes).toList() : absent)
                .setSignature(WireKeys.bytes(seal.signature()))
                .build();
    }
}
