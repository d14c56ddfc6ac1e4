package p2pchat.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import p2pchat.TestMessages;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Sha256;
import p2pchat.model.Uid;

/**
 * Signs and verifies messages as transport's {@code MessageVerifier} does, but cheaply. A signature is a hash with a secret
 * of its author, which only the author's signer uses.
 */
final class SimulatedKeys {

    /** Verified messages, which are passed on as the same objects. */
    private final Set<ChatMessage> verified = Collections.newSetFromMap(new IdentityHashMap<>());

    MessageSigner signer(Uid uid) {
        return new KeyedSigner(TestMessages.signer(uid));
    }

    /**
     * Returns the messages of a frame, without those of unknown authors; empty if the frame has to be refused, because it
     * is malformed or a message is not signed by its author.
     */
    Optional<List<ChatMessage>> verify(List<ChatMessage> frame, Function<NodeId, Optional<Uid>> authors) {
        List<ChatMessage> known = new ArrayList<>(frame.size());
        Set<MessageKey> keys = new TreeSet<>();
        for (ChatMessage message : frame) {
            Optional<Uid> author = authors.apply(message.author());
            if (!keys.add(message.key()) || (author.isPresent() && !isSigned(message, author.get()))) {
                return Optional.empty();
            }
            if (author.isPresent()) {
                known.add(message);
            }
        }
        return Optional.of(known);
    }

    /** Returns whether the author has signed the message, and its text if it has one. */
    boolean isSigned(ChatMessage message, Uid author) {
        if (verified.contains(message)) {
            return true;
        }
        boolean signed = isProven(message, author);
        if (signed) {
            verified.add(message);
        }
        return signed;
    }

    private static boolean isProven(ChatMessage message, Uid author) {
        return message.hash().equals(TestMessages.signer(author).hash(message.header()))
                && message.body().map(body -> body.matches(message.header())).orElse(true)
                && message.seal()
                        .filter(seal -> seal.covers(message.key(), message.hash()))
                        .filter(seal -> seal.uid().equals(author))
                        .filter(seal -> seal.signature().equals(sign(author, seal.first(), seal.hashes())))
                        .isPresent();
    }

    private static Bytes sign(Uid author, long first, List<MessageHash> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(author.bytes().length + Long.BYTES + hashes.size() * MessageHash.SIZE);
        bytes.put(author.bytes()).putLong(first);
        hashes.forEach(hash -> bytes.put(hash.bytes()));
        return Bytes.of(Sha256.digest(bytes.array()));
    }

    private record KeyedSigner(MessageSigner unsigned) implements MessageSigner {

        @Override
        public Uid uid() {
            return unsigned.uid();
        }

        @Override
        public Bytes salt() {
            return unsigned.salt();
        }

        @Override
        public MessageHash hash(MessageHeader header) {
            return unsigned.hash(header);
        }

        @Override
        public Seal seal(NodeId self, long first, List<MessageHash> hashes) {
            return new Seal(self, uid(), first, hashes, sign(uid(), first, hashes));
        }
    }
}
