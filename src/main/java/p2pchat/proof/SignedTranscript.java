package p2pchat.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.crypto.Device;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Sha256;
import p2pchat.model.Uid;

/**
 * Writes a whole log, with all that proves it, as JSON lines. {@link TranscriptCheck} proves it without network or store.
 * Lines have no line ends.
 */
public final class SignedTranscript {

    /** The digest of no lines. */
    static final Bytes NO_DIGEST = Bytes.of(new byte[32]);

    private final NetworkVerifier keys;
    private final Function<Uid, Optional<Bytes>> cards;
    private final TranscriptCodec codec;
    private final Map<NodeId, Seal> seals = new HashMap<>();
    private final Map<NodeId, Uid> authors = new HashMap<>();
    private Bytes digest = NO_DIGEST;
    private long messages;

    /** @param cards returns the encoded card of an author */
    public SignedTranscript(NetworkVerifier keys, Function<Uid, Optional<Bytes>> cards) {
        this.keys = keys;
        this.cards = cards;
        this.codec = new TranscriptCodec(keys);
    }

    public List<String> begin() {
        return digested(List.of(codec.start()));
    }

    /**
     * Returns the lines of the next message in history order.
     *
     * @throws ForgedException if it has no seal, or its author's card is not valid
     */
    public List<String> add(ChatMessage message) throws ForgedException {
        Seal seal = message.seal().orElseThrow(() -> new ForgedException("it has no signature"));
        List<String> lines = new ArrayList<>();
        if (!seal.uid().equals(authors.put(seal.author(), seal.uid()))) {
            lines.add(codec.encode(new TranscriptLine.Author(seal.author(), card(seal.uid()))));
        }
        if (!seal.equals(seals.put(seal.author(), seal))) {
            lines.add(codec.encode(new TranscriptLine.Signature(seal)));
        }
        lines.add(codec.encode(new TranscriptLine.Message(message)));
        messages++;
        return digested(lines);
    }

    /**
     * Returns the last line.
     *
     * @param exporter the device that signs
     * @param uid of its store
     * @param now milliseconds since 1970
     * @throws ForgedException if its card is not valid
     */
    public List<String> end(Device exporter, Uid uid, long now) throws ForgedException {
        Card card = card(uid);
        if (!card.device().equals(exporter.key())) {
            throw new ForgedException("the store belongs to another device");
        }
        Bytes end = digest(digest, messages, now);
        return List.of(
                codec.encode(new TranscriptLine.End(messages, now, card, end, keys.signTranscript(exporter, end))));
    }

    private Card card(Uid uid) throws ForgedException {
        Optional<Bytes> card = cards.apply(uid);
        if (card.isEmpty()) {
            throw new ForgedException("the key of its author is not known");
        }
        return keys.card(card.get());
    }

    private List<String> digested(List<String> lines) {
        for (String line : lines) {
            digest = digest(digest, line);
        }
        return lines;
    }

    /** Returns the digest of a transcript that continues with this line. */
    static Bytes digest(Bytes before, String line) {
        return Bytes.of(Sha256.digest(before.toArray(), line.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the digest that the exporter signs; it covers the values of the last line, too. */
    static Bytes digest(Bytes before, long messages, long time) {
        return digest(before, messages + " " + time);
    }
}
