package p2pchat.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import p2pchat.TestMessages;
import p2pchat.chat.ChatActor;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Seal;
import p2pchat.model.ShortHash;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/** Alters and invents messages, and claims what is not so. */
final class Liar extends Conduct {

    /** A node id that no one has. */
    private static final int STRANGER = Integer.MAX_VALUE;

    private final RandomGenerator random;
    private final MessageSigner own;
    private Optional<ChatMessage> lastHandedOut = Optional.empty();

    Liar(RandomGenerator random, MessageSigner own) {
        this.random = random;
        this.own = own;
    }

    /** Invents messages of its own without regard for their order. */
    @Override
    List<ChatMessage> sends(NodeId to, List<ChatMessage> batch) {
        List<ChatMessage> sent = new ArrayList<>(batch);
        if (!batch.isEmpty() && random.nextInt(3) == 0) {
            sent.add(invented(batch.get(batch.size() - 1)));
        }
        if (!batch.isEmpty() && random.nextInt(8) == 0) {
            alterOne(sent);
        }
        return sent;
    }

    @Override
    Optional<ChatMessage> relays(NodeId to, ChatMessage message) {
        return Optional.of(random.nextBoolean() ? message : altered(message));
    }

    @Override
    List<ChatMessage> handsOut(NodeId to, List<ChatMessage> page) {
        List<ChatMessage> sent = new ArrayList<>(page);
        page.stream().findFirst().ifPresent(message -> lastHandedOut = Optional.of(message));
        if (!page.isEmpty() && random.nextInt(2) == 0) {
            alterOne(sent);
        }
        return sent;
    }

    private void alterOne(List<ChatMessage> messages) {
        messages.replaceAll(message -> random.nextInt(messages.size()) == 0 ? altered(message) : message);
    }

    @Override
    Ranges holds(Ranges held) {
        return claimed(held);
    }

    @Override
    ChatActor.Ack acknowledges(List<ChatMessage> batch, ChatActor.Ack ack) {
        return new ChatActor.Ack(claimed(ack.stored()), ack.refused());
    }

    @Override
    VersionVector claims(VersionVector held) {
        VersionVector claimed = held.with(new NodeId(STRANGER), Ranges.upTo(5));
        for (NodeId author : held.byAuthor().keySet()) {
            claimed = claimed.with(author, claimed(held.of(author)));
        }
        return claimed;
    }

    @Override
    LogState claims(LogState mine) {
        Map<NodeId, MessageRef> ends = new TreeMap<>(mine.ends());
        ends.replaceAll((author, end) ->
                random.nextInt(4) == 0 ? new MessageRef(end.key(), new ShortHash(random.nextLong(), 1)) : end);
        Map<NodeId, Long> forks = new TreeMap<>(mine.forks());
        mine.ends().keySet().stream().filter(author -> random.nextInt(8) == 0).forEach(author -> forks.put(author, 1L));
        return new LogState(claims(mine.stored()), ends, forks, mine.frozen());
    }

    /** Tries to freeze the authors of the last page that it has handed out. */
    @Override
    List<ForkProof> proves(List<ForkProof> known) {
        List<ForkProof> claimed = new ArrayList<>(known);
        if (random.nextInt(4) == 0) {
            lastHandedOut
                    .map(message -> new ForkProof(message, contradiction(message)))
                    .ifPresent(claimed::add);
        }
        return claimed;
    }

    private ChatMessage contradiction(ChatMessage message) {
        MessageHeader header = header(message.header(), message.key(), message.lamport() + 1, message.kind());
        Uid author = message.seal().orElseThrow().uid();
        MessageHash hash = TestMessages.signer(author).hash(header);
        Seal seal = own.seal(message.author(), message.key().seq(), List.of(hash));
        Seal forged = new Seal(message.author(), author, seal.first(), seal.hashes(), seal.signature());
        return new ChatMessage(header, message.body(), hash, Optional.of(forged));
    }

    private Ranges claimed(Ranges held) {
        return switch (random.nextInt(6)) {
            case 0 -> Ranges.NONE;
            case 1 -> Ranges.upTo(held.last() + 1 + random.nextInt(3));
            case 2 -> Ranges.upTo(MessageKey.MAX_SEQ);
            default -> held;
        };
    }

    @Override
    Digest digest(Digest log) {
        return random.nextInt(3) == 0 ? new Digest(log.messages() + 1, log.high(), log.low() + 1) : log;
    }

    /** Changes a message without its author's key. */
    private ChatMessage altered(ChatMessage message) {
        MessageHeader header = message.header();
        return switch (random.nextInt(7)) {
            case 0 -> message.withText("altered");
            case 1 -> resealed(header(header, header.key(), header.lamport() + 1, header.kind()), message.body());
            case 2 ->
                new ChatMessage(
                        header(header, header.key(), header.lamport() + 1, header.kind()),
                        message.body(),
                        message.hash(),
                        message.seal());
            case 3 ->
                new ChatMessage(
                        header(
                                header,
                                new MessageKey(
                                        header.key().author(), header.key().seq() + 1),
                                header.lamport(),
                                header.kind()),
                        message.body(),
                        message.hash(),
                        message.seal());
            case 4 ->
                new ChatMessage(
                        header, message.body(), message.hash(), message.seal().map(this::forged));
            case 5 ->
                resealed(
                        header(header, new MessageKey(new NodeId(STRANGER), 1), 1, ChatMessage.Kind.TEXT),
                        message.body());
            default -> message.kind() == ChatMessage.Kind.DELETE ? message.withText("altered") : message.erased();
        };
    }

    /** Signs for another author. */
    private ChatMessage resealed(MessageHeader header, Optional<Body> body) {
        MessageHash hash = own.hash(header);
        Seal seal = own.seal(header.key().author(), header.key().seq(), List.of(hash));
        return new ChatMessage(header, body, hash, Optional.of(seal));
    }

    private Seal forged(Seal seal) {
        return new Seal(seal.author(), seal.uid(), seal.first(), seal.hashes(), Bytes.of(new byte[32]));
    }

    /** Signs a message of its own whose place in the log is nonsense. */
    private ChatMessage invented(ChatMessage last) {
        MessageHeader header = last.header();
        NodeId self = last.author();
        long next = last.key().seq() + 1;
        return switch (random.nextInt(4)) {
            case 0 ->
                resealed(header(header, new MessageKey(self, next), header.lamport() + 7, header.kind()), last.body());
            case 1 ->
                resealed(
                        header(header, new MessageKey(self, next + 5_000_000), header.lamport(), header.kind()),
                        last.body());
            case 2 -> resealed(follower(header, new MessageKey(self, next)), last.body());
            default ->
                resealed(
                        deletionOfAnother(header, new MessageKey(self, next + 3)),
                        last.isErased() ? last.withText("").body() : last.body());
        };
    }

    /** Deletes a message of another author. */
    private static MessageHeader deletionOfAnother(MessageHeader like, MessageKey key) {
        return new MessageHeader(
                like.id(),
                key,
                like.to(),
                like.prev(),
                like.heads(),
                like.lamport(),
                like.sentAt(),
                ChatMessage.Kind.DELETE,
                like.heads().stream()
                        .filter(head -> !head.author().equals(key.author()))
                        .findFirst(),
                like.textBytes(),
                like.commitment());
    }

    /** Follows a message that does not exist. */
    private static MessageHeader follower(MessageHeader like, MessageKey key) {
        MessageRef none = new MessageRef(new MessageKey(new NodeId(1), 9_000_000), new ShortHash(1, 1));
        return new MessageHeader(
                like.id(),
                key,
                like.to(),
                like.prev(),
                key.author().equals(none.author()) ? List.of() : List.of(none),
                like.lamport() + 1,
                like.sentAt(),
                like.kind(),
                like.about(),
                like.textBytes(),
                like.commitment());
    }

    private static MessageHeader header(MessageHeader like, MessageKey key, long lamport, ChatMessage.Kind kind) {
        List<MessageRef> heads = like.heads().stream()
                .filter(head -> !head.author().equals(key.author()) || head.seq() < key.seq())
                .toList();
        return new MessageHeader(
                like.id(),
                key,
                like.to(),
                like.prev(),
                heads,
                lamport,
                like.sentAt(),
                kind,
                like.about(),
                like.textBytes(),
                like.commitment());
    }
}
