package p2pchat.proof;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import p2pchat.crypto.Device;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.ChatMessage.Kind;
import p2pchat.model.Genesis;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.Uid;

/** A log whose messages are really signed, by Ann (1) and Bob (2). */
final class SignedLog {

    static final NodeId ANN = new NodeId(1);
    static final NodeId BOB = new NodeId(2);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Address ADDRESS = new Address("192.0.2.7", 4711);

    private final Device annsDevice = Device.random(RANDOM);
    private final Device bobsDevice = Device.random(RANDOM);
    final NetworkVerifier keys;
    private final Map<NodeId, KeyRing> rings = new HashMap<>();
    private final Map<Uid, Bytes> cards = new HashMap<>();
    private final Map<NodeId, Long> seqs = new HashMap<>();
    private final Map<NodeId, MessageHash> prev = new HashMap<>();
    private final Random ids = new Random(1);
    private final List<ChatMessage> messages = new ArrayList<>();
    private Optional<MessageRef> head = Optional.empty();
    private long lamport;

    SignedLog() throws ForgedException {
        KeyRings annRings = new KeyRings(annsDevice, RANDOM, System::currentTimeMillis);
        Genesis genesis = annRings.genesis(annRings.found(
                        new NetworkName("lunch"), SigningKey.random(RANDOM).device(), Genesis.DirectoryMode.PINNED))
                .orElseThrow();
        keys = NetworkVerifier.of(KeyRings.encode(genesis));
        enter(ANN, "ann", MemoryCredentials.open(annRings, genesis));
        enter(BOB, "bob", MemoryCredentials.open(new KeyRings(bobsDevice, RANDOM, System::currentTimeMillis), genesis));
    }

    private void enter(NodeId node, String nick, KeyRing ring) {
        rings.put(node, ring);
        cards.put(ring.uid(), keys.encode(ring.ownCard(new Nick(nick), ADDRESS)));
    }

    KeyRing ring(NodeId author) {
        return rings.get(author);
    }

    Optional<Bytes> card(Uid uid) {
        return Optional.ofNullable(cards.get(uid));
    }

    List<ChatMessage> messages() {
        return messages;
    }

    /** Writes texts that the author seals together. */
    List<ChatMessage> say(NodeId author, String... texts) {
        List<ChatMessage> drafts = new ArrayList<>();
        for (String text : texts) {
            drafts.add(next(author, Kind.TEXT, text, Optional.empty()));
        }
        return seal(author, drafts);
    }

    ChatMessage edit(ChatMessage about, String text) {
        return seal(about.author(), List.of(next(about.author(), Kind.EDIT, text, Optional.of(about.ref()))))
                .get(0);
    }

    /** Makes an author forget its last message and leave out the next number. */
    void skip(NodeId author) {
        prev.remove(author);
        seqs.merge(author, 1L, Long::sum);
    }

    /** Deletes a message, and its text in this log. */
    ChatMessage delete(ChatMessage about) {
        return delete(about.author(), about);
    }

    ChatMessage delete(NodeId author, ChatMessage about) {
        messages.replaceAll(message -> message.key().equals(about.key()) ? message.erased() : message);
        return seal(author, List.of(next(author, Kind.DELETE, "", Optional.of(about.ref()))))
                .get(0);
    }

    private List<ChatMessage> seal(NodeId author, List<ChatMessage> drafts) {
        Seal seal = ring(author)
                .seal(
                        author,
                        drafts.get(0).key().seq(),
                        drafts.stream().map(ChatMessage::hash).toList());
        List<ChatMessage> sealed =
                drafts.stream().map(draft -> draft.sealed(seal)).toList();
        messages.addAll(sealed);
        return sealed;
    }

    private ChatMessage next(NodeId author, Kind kind, String text, Optional<MessageRef> about) {
        long seq = seqs.merge(author, 1L, Long::sum);
        Body body = new Body(ring(author).salt(), text);
        MessageHeader header = new MessageHeader(
                MessageId.at(1_700_000_000_000L, ids),
                new MessageKey(author, seq),
                Optional.empty(),
                prev.getOrDefault(author, MessageHash.NONE),
                head.stream().toList(),
                ++lamport,
                1_700_000_000_000L + lamport,
                kind,
                about,
                text.getBytes(StandardCharsets.UTF_8).length,
                body.commitment());
        ChatMessage message =
                new ChatMessage(header, Optional.of(body), ring(author).hash(header), Optional.empty());
        head = Optional.of(message.ref()); // everyone reads everything before writing
        prev.put(author, message.hash());
        return message;
    }

    /** Returns the same message as its author could have signed it with another text. */
    ChatMessage otherVersion(ChatMessage message, String text) {
        return otherVersion(message, text, message.lamport());
    }

    /** Returns a version with another place in the order. */
    ChatMessage otherVersion(ChatMessage message, String text, long place) {
        Body body = new Body(message.body().orElseThrow().salt(), text);
        MessageHeader old = message.header();
        MessageHeader header = new MessageHeader(
                old.id(),
                old.key(),
                old.to(),
                old.prev(),
                old.heads(),
                place,
                old.sentAt(),
                old.kind(),
                old.about(),
                text.getBytes(StandardCharsets.UTF_8).length,
                body.commitment());
        MessageHash hash = ring(message.author()).hash(header);
        Seal seal = ring(message.author()).seal(message.author(), message.key().seq(), List.of(hash));
        return new ChatMessage(header, Optional.of(body), hash, Optional.of(seal));
    }

    /** Checks these messages. */
    LogReport check(List<ChatMessage> some) {
        LogCheck check = new LogCheck(keys, this::card);
        some.forEach(message -> check.add(0, message));
        return check.end(Optional.empty());
    }

    /** Returns the log as a transcript signed by Ann. */
    List<String> transcript() throws ForgedException {
        SignedTranscript transcript = new SignedTranscript(keys, this::card);
        List<String> lines = new ArrayList<>(transcript.begin());
        for (ChatMessage message : messages) {
            lines.addAll(transcript.add(message));
        }
        lines.addAll(transcript.end(annsDevice, ring(ANN).uid(), 1_700_000_100_000L));
        return lines;
    }

    /** Returns these lines with an end that Bob signs. */
    List<String> signedByBob(List<String> lines, Bytes digest, long messages) {
        long now = 1_700_000_200_000L;
        Bytes whole = SignedTranscript.digest(digest, messages, now);
        Card card = ring(BOB).ownCard(new Nick("bob"), ADDRESS);
        List<String> signed = new ArrayList<>(lines);
        signed.add(new TranscriptCodec(keys)
                .encode(new TranscriptLine.End(messages, now, card, whole, keys.signTranscript(bobsDevice, whole))));
        return signed;
    }
}
