package p2pchat.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Proves that an author, or a copy of its store, has signed two versions of a message (H14, protocol 2.8). It contains no
 * texts, and anyone can check it alone.
 *
 * @param first the message from which on two versions exist
 * @param second has the same number and another hash, or the next number and names another message as the one before it
 */
public record ForkProof(ChatMessage first, ChatMessage second) {

    public ForkProof {
        if (!isContradiction(first, second)) {
            throw new IllegalArgumentException(first.key() + " does not contradict " + second.key());
        }
        first = withoutText(first);
        second = withoutText(second);
    }

    /** Returns the proof with the lowest number that these messages give; empty if they agree. */
    public static Optional<ForkProof> among(List<ChatMessage> messages) {
        return messages.stream()
                .flatMap(first -> messages.stream()
                        .filter(second -> isContradiction(first, second))
                        .map(second -> new ForkProof(first, second)))
                .min(Comparator.comparingLong(ForkProof::from));
    }

    private static boolean isContradiction(ChatMessage first, ChatMessage second) {
        if (!isSigned(first)
                || !isSigned(second)
                || !first.seal().map(Seal::uid).equals(second.seal().map(Seal::uid))) {
            return false;
        }
        long distance = second.key().seq() - first.key().seq();
        return distance == 0
                ? !first.hash().equals(second.hash())
                : distance == 1 && !second.header().prev().equals(first.hash());
    }

    private static boolean isSigned(ChatMessage message) {
        return message.seal()
                .filter(seal -> seal.covers(message.key(), message.hash()))
                .isPresent();
    }

    private static ChatMessage withoutText(ChatMessage message) {
        return message.kind() == ChatMessage.Kind.DELETE ? message : message.erased();
    }

    public NodeId author() {
        return first.author();
    }

    /** Returns the store whose messages exist in two versions. */
    public Uid uid() {
        return first.seal().orElseThrow().uid();
    }

    /** Returns the number of the first message that exists in two versions. */
    public long from() {
        return first.key().seq();
    }
}
