package p2pchat.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Body;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Uid;

/**
 * Verifies the messages of one frame: hash, seal and author of each. Nothing unverified passes, because a frame with one
 * forged message is refused whole. Used once.
 */
final class MessageVerifier {

    private final MemberKeys keys;
    private final Map<NodeId, Uid> authors = new HashMap<>();
    private final Map<MessageKey, MessageHash> hashes = new HashMap<>();
    private final Map<NodeId, MessageKey> last = new HashMap<>();

    /** Verifies messages of authors that views or cards have named. */
    MessageVerifier(MemberKeys keys) {
        this.keys = keys;
    }

    /** Verifies messages of the sender of a stream, which proved its uid. */
    MessageVerifier(MemberKeys keys, MemberId sender) {
        this(keys);
        authors.put(sender.node(), sender.uid());
    }

    /**
     * Returns the messages with their seals.
     *
     * @throws ForgedException if an author is not known or has not signed a message
     */
    List<ChatMessage> verify(List<p2pchat.proto.ChatMessage> messages, List<p2pchat.proto.Seal> seals)
            throws ForgedException {
        List<ChatMessage> unsigned = new ArrayList<>(messages.size());
        for (p2pchat.proto.ChatMessage message : messages) {
            unsigned.add(message(message));
        }
        Wire.atMost("seals", seals.size(), messages.size());
        List<Seal> verified = new ArrayList<>(seals.size());
        for (p2pchat.proto.Seal proto : seals) {
            Seal seal = seal(proto);
            keys.ring().verify(seal);
            verified.add(seal);
        }
        List<ChatMessage> signed = new ArrayList<>(messages.size());
        for (ChatMessage message : unsigned) {
            signed.add(message.sealed(find(verified, message)));
        }
        return signed;
    }

    private ChatMessage message(p2pchat.proto.ChatMessage proto) throws ForgedException {
        NodeId author = authors.size() == 1 && proto.getSourceId() == 0
                ? authors.keySet().iterator().next()
                : Wire.node("source_id", proto.getSourceId());
        Optional<MessageHash> previous = proto.getSeq() > 1
                ? Optional.ofNullable(last.get(author))
                        .filter(key -> key.seq() == proto.getSeq() - 1)
                        .map(hashes::get)
                : Optional.empty();
        MessageHeader header = WireChat.header(proto, author, previous);
        Optional<Body> body = WireChat.body(proto);
        MessageHash hash = keys.ring().hash(uid(author), header);
        MessageKey before = last.put(author, header.key());
        if (before != null && before.seq() >= header.key().seq()) {
            throw new MalformedException("seq", "is not ascending");
        }
        hashes.put(header.key(), hash);
        return Wire.field("message", () -> new ChatMessage(header, body, hash, Optional.empty()));
    }

    private Uid uid(NodeId author) throws ForgedException {
        Uid known = authors.get(author);
        if (known == null) {
            known = keys.ids()
                    .find(author)
                    .orElseThrow(() -> new ForgedException("author " + author + " is not known"));
            authors.put(author, known);
        }
        return known;
    }

    private Seal seal(p2pchat.proto.Seal proto) throws ForgedException {
        NodeId author = proto.getNodeId() == 0 && authors.size() == 1
                ? authors.keySet().iterator().next()
                : Wire.node("seal.node_id", proto.getNodeId());
        Wire.atMost("seal.count", proto.getCount(), Seal.MAX_MESSAGES);
        List<MessageHash> all = new ArrayList<>(proto.getCount());
        int given = 0;
        for (int i = 0; i < proto.getCount(); i++) {
            long seq = proto.getFirst() + i;
            MessageHash inFrame = hashes.get(Wire.field("seal.first", () -> new MessageKey(author, seq)));
            if (inFrame != null) {
                all.add(inFrame);
            } else if (given < proto.getHashesCount()) {
                byte[] bytes = proto.getHashes(given++).toByteArray();
                all.add(Wire.field("seal.hashes", () -> MessageHash.of(bytes)));
            } else {
                throw new MalformedException("seal.hashes", "are too few");
            }
        }
        Uid uid = uid(author);
        return Wire.field(
                "seal",
                () -> new Seal(
                        author,
                        uid,
                        proto.getFirst(),
                        all,
                        WireKeys.signature("seal.signature", proto.getSignature())));
    }

    private static Seal find(List<Seal> seals, ChatMessage message) throws ForgedException {
        for (Seal seal : seals) {
            if (seal.covers(message.key(), message.hash())) {
                return seal;
            }
        }
        throw new ForgedException("message " + message.key() + " is not signed");
    }
}
