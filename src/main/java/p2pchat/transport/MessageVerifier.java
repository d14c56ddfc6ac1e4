package p2pchat.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.crypto.ForgedException;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Uid;

/**
 * Decodes and verifies the messages of one frame: hash, seal and author of each. Nothing unverified passes, because a
 * frame with one forged message is refused whole. Used once.
 *
 * <p>An author signs what it likes, and honest nodes pass on what it signed. So nothing that only its author decides may
 * make a frame malformed: its order, its gaps, or what it signed twice.
 */
final class MessageVerifier {

    private final MemberKeys keys;
    private final Optional<MemberId> sender;
    private final Map<MessageKey, ChatMessage> unsigned = new HashMap<>();
    private final Map<MessageKey, Seal> proofs = new HashMap<>();
    private final Map<NodeId, ChatMessage> last = new HashMap<>();
    private final Map<NodeId, Long> limits = new HashMap<>();

    /** Verifies messages of authors that views or cards have named. */
    MessageVerifier(MemberKeys keys) {
        this(keys, Optional.empty());
    }

    /** Verifies messages of the sender of a stream, which proved its uid. */
    MessageVerifier(MemberKeys keys, MemberId sender) {
        this(keys, Optional.of(sender));
    }

    private MessageVerifier(MemberKeys keys, Optional<MemberId> sender) {
        this.keys = keys;
        this.sender = sender;
    }

    /**
     * Returns the messages with their seals, without those of unknown authors and those that the statements of the network
     * do not let count. They can be fetched again.
     *
     * @throws ForgedException if a known author has not signed a message
     */
    List<ChatMessage> verify(List<p2pchat.proto.ChatMessage> messages, List<p2pchat.proto.Seal> seals)
            throws ForgedException {
        Wire.atMost("seals", seals.size(), messages.size());
        List<ChatMessage> decoded = new ArrayList<>(messages.size());
        for (p2pchat.proto.ChatMessage message : messages) {
            NodeId author = author("source_id", message.getSourceId());
            Optional<Uid> uid = uid(author);
            if (uid.isPresent()) {
                decoded.add(decode(message, author, uid.get()));
            }
        }
        for (p2pchat.proto.Seal seal : seals) {
            NodeId author = author("seal.node_id", seal.getNodeId());
            Optional<Uid> uid = uid(author);
            if (uid.isPresent()) {
                verify(seal(seal, author, uid.get()));
            }
        }
        List<ChatMessage> signed = new ArrayList<>(decoded.size());
        for (ChatMessage message : decoded) {
            Seal seal = proofs.get(message.key());
            if (seal == null) {
                throw new ForgedException("message " + message.key() + " is not signed");
            }
            if (message.key().seq() <= limit(message.author())) {
                signed.add(message.sealed(seal));
            }
        }
        return signed;
    }

    /** Returns the author that a field names. On a stream it is the sender, and 0 stands for it. */
    private NodeId author(String field, int node) {
        if (sender.isEmpty()) {
            return Wire.node(field, node);
        }
        NodeId only = sender.get().node();
        if (node != 0 && node != only.value()) {
            throw new MalformedException(field, "is not the sender of the stream");
        }
        return only;
    }

    /** Returns the last message of an author that counts. */
    private long limit(NodeId author) {
        return limits.computeIfAbsent(
                author, key -> uid(key).map(keys.gate()::speaksUntil).orElse(0L));
    }

    private Optional<Uid> uid(NodeId author) {
        return sender.map(MemberId::uid).or(() -> keys.ids().find(author));
    }

    private ChatMessage decode(p2pchat.proto.ChatMessage proto, NodeId author, Uid uid) {
        if (!proto.getChatId().isEmpty() && !Wire.networkId(proto.getChatId()).equals(keys.network())) {
            throw new MalformedException("chat_id", "is of another network");
        }
        Optional<MessageHash> previous = Optional.ofNullable(last.get(author))
                .filter(message -> message.key().seq() == proto.getSeq() - 1)
                .map(ChatMessage::hash);
        ChatMessage message =
                WireChat.message(proto, author, previous, header -> keys.ring().hash(uid, header));
        if (unsigned.putIfAbsent(message.key(), message) != null) {
            throw new MalformedException("seq", "is given twice");
        }
        last.put(author, message);
        return message;
    }

    /** A seal has either all hashes, or those of the messages that are not in the frame. */
    private Seal seal(p2pchat.proto.Seal proto, NodeId author, Uid uid) {
        Wire.within("seal.count", proto.getCount(), 1, Seal.MAX_MESSAGES);
        boolean whole = proto.getHashesCount() == proto.getCount();
        List<MessageHash> hashes = new ArrayList<>(proto.getCount());
        int given = 0;
        for (int i = 0; i < proto.getCount(); i++) {
            long seq = proto.getFirst() + i;
            MessageKey key = Wire.field("seal.first", () -> new MessageKey(author, seq));
            ChatMessage inFrame = unsigned.get(key);
            if (inFrame != null && !whole) {
                hashes.add(inFrame.hash());
            } else if (given < proto.getHashesCount()) {
                hashes.add(WireChat.hash("seal.hashes", proto.getHashes(given++)));
            } else {
                throw new MalformedException("seal.hashes", "are too few");
            }
        }
        if (given < proto.getHashesCount()) {
            throw new MalformedException("seal.hashes", "are too many");
        }
        return Wire.field(
                "seal",
                () -> new Seal(
                        author,
                        uid,
                        proto.getFirst(),
                        hashes,
                        WireKeys.signature("seal.signature", proto.getSignature())));
    }

    /** Verifies a seal, and assigns it to the messages that it proves. */
    private void verify(Seal seal) throws ForgedException {
        List<MessageKey> proven = new ArrayList<>();
        for (int i = 0; i < seal.hashes().size(); i++) {
            MessageKey key = new MessageKey(seal.author(), seal.first() + i);
            ChatMessage message = unsigned.get(key);
            if (message != null && message.hash().equals(seal.hashes().get(i))) {
                proven.add(key);
            }
        }
        if (proven.isEmpty()) {
            throw new MalformedException("seals", "one is of no message in the frame");
        }
        keys.ring().verify(seal);
        proven.forEach(key -> proofs.putIfAbsent(key, seal));
    }
}
