package p2pchat.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import p2pchat.TestMessages;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.render.Renderer;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.DepartureReason;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MemberRole;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NetworkStatus.Presence;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus;
import p2pchat.model.Role;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;
import p2pchat.model.Seal;
import p2pchat.model.StatementHash;
import p2pchat.model.Stint;
import p2pchat.model.SyncedCount;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proof.Fault;
import p2pchat.proof.MessageProof;

/** Events of a network with alice (1, the leader), bob (2, this node) and carol (3). */
public final class Examples {

    public static final NetworkName OPS = new NetworkName("ops");
    public static final Member ALICE = member(1, "alice");
    public static final Member BOB = member(2, "bob");
    public static final Member CAROL = member(3, "carol");
    public static final long TIME = Instant.parse("2026-11-22T14:02:03.004Z").toEpochMilli();

    /** Alice's card; bob has verified her. */
    public static final Card ALICES_CARD = new Card(
            new DeviceCertificate(person(1), DeviceKey.of(key(11)), TIME, Bytes.of(new byte[64])),
            Bytes.of(new byte[UidProof.NONCE_SIZE]),
            ALICE.nick(),
            ALICE.address(),
            1,
            Bytes.of(new byte[64]));

    /** What proves a message of alice that she signed with four others. */
    public static final NodeAnswer.Signed SIGNED = signed(Optional.empty(), false);

    private static final Duration TOOK = Duration.ofMillis(38);

    private Examples() {}

    public static Member member(int id, String nick) {
        Uid uid = new Uid(new UUID(0, id));
        return new Member(
                new MemberId(new NodeId(id), uid), new Address("10.0.0." + id, 4000), new Nick(nick), new ViewId(3, 1));
    }

    /** A message of alice that is proven, or not. */
    public static NodeAnswer.Signed signed(Optional<Fault.Kind> fault, boolean forked) {
        Seal seal = new Seal(
                ALICE.node(), ALICE.uid(), 3, Collections.nCopies(5, MessageHash.NONE), Bytes.of(new byte[64]));
        return new NodeAnswer.Signed(
                new MessageProof(Optional.of(ALICES_CARD), Optional.of(seal), fault, forked),
                new NetworkStatus.Keys(
                        Optional.of(person(2)), Optional.empty(), Optional.empty(), Map.of(person(1), ALICE.nick())));
    }

    public static NetworkEvent.Entered entered() {
        View view = new View(new ViewId(3, 1), ALICE.node(), List.of(ALICE, BOB, CAROL));
        return new NetworkEvent.Entered(BOB.id(), BOB.nick(), BOB.nick(), view, false, false, 5);
    }

    /** A new network with only this node. */
    public static NetworkEvent.Entered founded() {
        View view = new View(new ViewId(3, 1), BOB.node(), List.of(BOB));
        return new NetworkEvent.Entered(BOB.id(), BOB.nick(), BOB.nick(), view, true, false, 0);
    }

    /** The network as bob sees it; dave was dropped. */
    public static NetworkStatus status() {
        View view = new View(new ViewId(3, 1), ALICE.node(), List.of(ALICE, BOB, CAROL));
        MembershipSnapshot standing = new MembershipSnapshot(
                new Stint(view.id(), 1),
                Role.MEMBER,
                BOB.uid(),
                Optional.of(BOB.node()),
                Optional.of(view),
                Optional.of(Leader.of(ALICE)),
                List.of(),
                true);
        return new NetworkStatus(
                OPS,
                new NetworkId(new UUID(1, 2)),
                BOB.address(),
                new Address("127.0.0.1", 4_700),
                Optional.of(standing),
                List.of(
                        new Person(
                                ALICE, Presence.PRESENT, Optional.empty(), Optional.empty(), identity(1, true, false)),
                        new Person(
                                BOB, Presence.PRESENT, Optional.of(TIME), Optional.empty(), identity(2, false, false)),
                        new Person(
                                CAROL,
                                Presence.UNREACHABLE,
                                Optional.of(TIME),
                                Optional.empty(),
                                identity(3, false, true)),
                        new Person(
                                member(4, "dave"),
                                Presence.DROPPED,
                                Optional.of(TIME),
                                Optional.of(DepartureReason.UNREACHABLE),
                                Optional.empty())),
                VersionVector.EMPTY.with(ALICE.node(), Ranges.upTo(4)).with(new MessageKey(BOB.node(), 2)),
                List.of(new MessageKey(ALICE.node(), 4)),
                new SyncedCount(1, 2),
                new NetworkStatus.Keys(
                        Optional.of(person(2)),
                        Optional.of(DeviceKey.of(key(9))),
                        Optional.of(Genesis.DirectoryMode.LOCAL),
                        Map.of(person(1), ALICE.nick())));
    }

    private static Optional<NetworkStatus.Identity> identity(int person, boolean verified, boolean ambiguous) {
        return Optional.of(new NetworkStatus.Identity(person(person), verified, ambiguous));
    }

    public static PersonKey person(int number) {
        return PersonKey.of(key(number));
    }

    private static byte[] key(int number) {
        byte[] key = new byte[PersonKey.SIZE];
        Arrays.fill(key, (byte) number);
        return key;
    }

    /** Alice owns the closed network, and bob has this role. */
    public static NetworkEvent.Standing standing(MemberRole bobs) {
        return new NetworkEvent.Standing(
                person(2),
                AdmissionPolicy.APPROVE,
                false,
                "soup",
                Map.of(person(1), MemberRole.OWNER, person(2), bobs, person(4), MemberRole.MEMBER),
                true);
    }

    /** A decision of alice, about dave if about a person. */
    public static RosterDecision decision(int number, Act act, boolean valid) {
        return decision(number, 1, ALICE.nick(), act, valid);
    }

    public static RosterDecision decision(int number, int by, Nick nick, Act act, boolean valid) {
        byte[] hash = new byte[StatementHash.SIZE];
        hash[0] = (byte) number;
        return new RosterDecision(
                StatementHash.of(hash),
                act,
                person(by),
                Optional.of(nick),
                Optional.of(MemberRole.OWNER),
                act.subject().map(Examples::nickOf),
                Optional.of(ALICE.nick()).filter(inviter -> act instanceof Act.Admit),
                TIME,
                by == 2,
                valid);
    }

    private static Nick nickOf(PersonKey person) {
        return person.equals(person(1))
                ? ALICE.nick()
                : person.equals(person(2)) ? BOB.nick() : person.equals(person(3)) ? CAROL.nick() : new Nick("dave");
    }

    /** Eve waits for an approval. */
    public static RosterListing.Applicant eve() {
        return new RosterListing.Applicant(new Nick("eve"), person(5), new Address("10.0.0.9", 4000));
    }

    public static NetworkEvent.Condition condition(NetworkEvent.State state, boolean directory) {
        return new NetworkEvent.Condition(
                state,
                directory,
                Optional.of(ALICE.node()),
                state == NetworkEvent.State.SUSPECT ? Duration.ofMillis(1_440) : Duration.ZERO,
                3,
                List.of(ALICE, BOB, CAROL),
                state == NetworkEvent.State.PARTIAL ? List.of(CAROL.node()) : List.of());
    }

    public static MessageId id(int number) {
        return new MessageId(new UUID(0x7000, 0x8000_0000_0000_0000L | number));
    }

    public static ChatMessage message(Member author, int number, String text) {
        return TestMessages.create(
                id(number),
                new MessageKey(author.node(), number),
                Optional.empty(),
                List.of(),
                number,
                TIME,
                ChatMessage.Kind.TEXT,
                text,
                Optional.empty());
    }

    public static NetworkEvent.Said said(Member author, int number, String text) {
        return new NetworkEvent.Said(message(author, number, text), author.nick(), author.equals(BOB), true, TIME + 10);
    }

    public static NetworkEvent.Said replayed(Member author, int number, String text) {
        return new NetworkEvent.Said(
                message(author, number, text), author.nick(), author.equals(BOB), false, TIME + 10);
    }

    /** Message {@code number} replaces the text of {@code target}. */
    public static NetworkEvent.Amended edited(Member author, int number, ChatMessage target, String text) {
        return amended(author, number, ChatMessage.Kind.EDIT, target, text);
    }

    public static NetworkEvent.Amended deleted(Member author, int number, ChatMessage target) {
        return amended(author, number, ChatMessage.Kind.DELETE, target, "");
    }

    private static NetworkEvent.Amended amended(
            Member author, int number, ChatMessage.Kind kind, ChatMessage target, String text) {
        ChatMessage said = message(author, number, text);
        ChatMessage amendment = TestMessages.create(
                said.id(),
                said.key(),
                said.to(),
                said.header().headKeys(),
                said.lamport(),
                said.sentAt(),
                kind,
                text,
                Optional.of(target.key()));
        return new NetworkEvent.Amended(
                amendment, List.of(target), author.nick(), author.equals(BOB), true, TIME + 10, OrderMark.PLAIN);
    }

    public static List<NodeId> nodes(int... ids) {
        return IntStream.of(ids).mapToObj(NodeId::new).toList();
    }

    public static NetworkEvent.Delivery delivery(
            int number, List<NodeId> direct, List<NodeId> relayed, List<NodeId> failed, List<NodeId> pending) {
        List<RecipientStatus> shares = new ArrayList<>();
        direct.forEach(node -> shares.add(share(node, RecipientStatus.State.DIRECT)));
        relayed.forEach(node -> shares.add(
                new RecipientStatus(node, RecipientStatus.State.RELAYED, TOOK, Optional.of(new NodeId(1)), "")));
        failed.forEach(node -> shares.add(share(node, RecipientStatus.State.DROPPED)));
        pending.forEach(node -> shares.add(share(node, RecipientStatus.State.PENDING)));
        return new NetworkEvent.Delivery(new MessageKey(BOB.node(), number), id(number), shares, TOOK);
    }

    static RecipientStatus share(NodeId node, RecipientStatus.State state) {
        return new RecipientStatus(node, state, TOOK, Optional.empty(), "");
    }

    public static NetworkEvent.Delivery delivered(int number) {
        return delivery(number, nodes(1, 3), nodes(), nodes(), nodes());
    }

    /** One member has it, and one is slow. */
    public static NetworkEvent.Delivery lagging(int number) {
        return new NetworkEvent.Delivery(
                new MessageKey(BOB.node(), number),
                id(number),
                List.of(
                        share(new NodeId(1), RecipientStatus.State.DIRECT),
                        share(new NodeId(3), RecipientStatus.State.SLOW)),
                TOOK);
    }

    public static NetworkEvent.Delivery underWay(int number, long millis) {
        return new NetworkEvent.Delivery(
                new MessageKey(BOB.node(), number),
                id(number),
                List.of(
                        share(new NodeId(1), RecipientStatus.State.DIRECT),
                        share(new NodeId(3), RecipientStatus.State.PENDING)),
                Duration.ofMillis(millis));
    }

    public static NetworkEvent.MemberChanged joined() {
        return NetworkEvent.MemberChanged.joined(member(4, "dave"));
    }

    public static NetworkEvent.MemberChanged departed(DepartureReason reason) {
        return NetworkEvent.MemberChanged.departed(member(4, "dave"), reason);
    }

    public static NetworkEvent.LeaderChanged newLeader(LeaderChangeReason reason) {
        return new NetworkEvent.LeaderChanged(Optional.of(ALICE.node()), BOB, 4, reason, Duration.ofMillis(1070));
    }

    /** Returns the lines of all events. */
    public static List<String> rendered(Renderer first, List<NetworkEvent> events) {
        Renderer renderer = first;
        List<String> lines = new ArrayList<>();
        for (NetworkEvent event : events) {
            Renderer.Rendering rendering = renderer.render(OPS, event);
            lines.addAll(rendering.lines());
            renderer = rendering.next();
        }
        return lines;
    }
}
