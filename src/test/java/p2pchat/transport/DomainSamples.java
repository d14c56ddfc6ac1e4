package p2pchat.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import p2pchat.TestMessages;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Grant;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.model.Refusal;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Random values of the model, including the bounds of their ranges. */
final class DomainSamples {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    /** Letters, an emoji of two chars, a combining mark, a control character, a line break. */
    private static final String[] CHARACTERS = {"a", "Z", " ", "ß", "é", "漢", "😀", "\u0301", "\u001b", "\n", "\0"};

    private final Random random;

    DomainSamples(long seed) {
        random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    <T> Optional<T> perhaps(Supplier<T> value) {
        return coin() ? Optional.of(value.get()) : Optional.empty();
    }

    <T> T oneOf(List<T> values) {
        return values.get(below(values.size()));
    }

    /** Small, large, or the largest. */
    long positive() {
        return switch (below(3)) {
            case 0 -> 1 + below(100);
            case 1 -> 1 + (random.nextLong() >>> 2);
            default -> Long.MAX_VALUE;
        };
    }

    NodeId node() {
        return new NodeId(coin() ? 1 + below(300) : Integer.MAX_VALUE - below(3));
    }

    Uid uid() {
        return new Uid(new UUID(random.nextLong(), random.nextLong()));
    }

    NetworkId network() {
        return new NetworkId(new UUID(random.nextLong(), random.nextLong()));
    }

    MemberId memberId() {
        return new MemberId(node(), uid());
    }

    Address address() {
        String host = oneOf(List.of("127.0.0.1", "::1", "node.example.org", "h".repeat(255)));
        return new Address(host, oneOf(List.of(1, 4700, 65_535)));
    }

    /** Random bytes; no valid key or signature. */
    Bytes bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    UidProof proof() {
        return new UidProof(new DeviceKey(bytes(DeviceKey.SIZE)), bytes(UidProof.NONCE_SIZE));
    }

    Card card() {
        DeviceCertificate certificate = new DeviceCertificate(
                new PersonKey(bytes(PersonKey.SIZE)), new DeviceKey(bytes(DeviceKey.SIZE)), positive(), bytes(64));
        return new Card(certificate, bytes(UidProof.NONCE_SIZE), nick(), address(), positive(), bytes(64));
    }

    Grant grant() {
        return new Grant(
                positive(),
                uid(),
                new DeviceKey(bytes(DeviceKey.SIZE)),
                positive(),
                new DeviceKey(bytes(DeviceKey.SIZE)),
                bytes(64));
    }

    Leader leader() {
        return new Leader(memberId(), address());
    }

    ViewId viewId() {
        return oneOf(List.of(
                ViewId.NONE, new ViewId(positive(), below(1000)), new ViewId(Long.MAX_VALUE, Integer.MAX_VALUE)));
    }

    IdBlock block() {
        int first = 1 + below(10_000);
        return coin() ? IdBlock.NONE : new IdBlock(first, first - 1 + below(20));
    }

    Nick nick() {
        return new Nick(letters(1 + below(Nick.MAX_LENGTH)));
    }

    NetworkName name() {
        return new NetworkName(letters(1 + below(NetworkName.MAX_LENGTH)));
    }

    Header header() {
        return new Header(perhaps(this::node), uid(), perhaps(this::uid), viewId());
    }

    View view() {
        List<Member> members = new ArrayList<>();
        int count = coin() ? 1 + below(5) : View.MAX_MEMBERS;
        for (int id = 1; id <= count; id++) {
            members.add(new Member(new MemberId(new NodeId(id), uid()), address(), nick(), viewId(), coin()));
        }
        return new View(viewId(), new NodeId(1 + below(count)), members);
    }

    NetworkInfo info() {
        return new NetworkInfo(
                network(),
                name(),
                positive(),
                perhaps(this::leader),
                Duration.ofMillis(below(1_000_000)),
                below(View.MAX_MEMBERS + 1));
    }

    Refusal refusal() {
        return new Refusal(oneOf(List.of(Refusal.Reason.values())), text(200));
    }

    Ranges ranges() {
        List<Ranges.Range> ranges = new ArrayList<>();
        long next = 1;
        for (int i = below(4) == 0 ? Ranges.MAX_RANGES : below(5); i > 0; i--) {
            long from = next + below(3);
            long to = from + below(50);
            ranges.add(new Ranges.Range(from, to));
            next = to + 2;
        }
        return new Ranges(ranges);
    }

    /** Up to the highest message number. */
    private long count() {
        return 1 + positive() % MessageKey.MAX_SEQ;
    }

    MessageKey key() {
        return new MessageKey(node(), count());
    }

    ChatMessage message(NodeId author) {
        MessageKey key = new MessageKey(author, count());
        TreeSet<MessageKey> heads = new TreeSet<>();
        for (int i = below(3) == 0 ? ChatMessage.MAX_HEADS : below(4); i > 0; i--) {
            MessageKey head = new MessageKey(new NodeId(400 + below(10_000)), 1 + below(1000));
            if (!head.author().equals(author)) {
                heads.add(head);
            }
        }
        if (key.seq() > 1 && coin()) {
            heads.add(new MessageKey(author, key.seq() - 1));
        }
        ChatMessage message = TestMessages.create(
                new MessageId(new UUID(random.nextLong(), random.nextLong())),
                key,
                perhaps(this::node),
                heads.stream().limit(ChatMessage.MAX_HEADS).toList(),
                count(),
                positive() - 1,
                oneOf(List.of(ChatMessage.Kind.values())),
                below(20) == 0 ? "x".repeat(ChatMessage.MAX_TEXT_BYTES) : text(200),
                perhaps(this::key));
        return message.kind() != ChatMessage.Kind.DELETE && below(6) == 0 ? message.erased() : message;
    }

    /** At most this many chars. */
    String text(int limit) {
        StringBuilder text = new StringBuilder();
        for (int i = below(limit / 2); i > 0; i--) {
            text.append(CHARACTERS[below(CHARACTERS.length)]);
        }
        return text.toString();
    }

    private String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(below(LETTERS.length())));
        }
        return text.toString();
    }
}
