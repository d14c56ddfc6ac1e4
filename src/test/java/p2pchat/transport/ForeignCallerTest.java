package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.Device;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.Grant;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Confirm;
import p2pchat.proto.CoordinatorReply;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.Direct;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Header;
import p2pchat.proto.Hello;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.MessageKind;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Refused;
import p2pchat.proto.Refused.Reason;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;

/**
 * Calls of a device that is not who it claims to be. None of them reaches an actor, and the stream of an honest member
 * on the same node continues.
 */
class ForeignCallerTest {

    private static final Keys BOB = ServedNetwork.MEMBER_KEYS;

    /** The highest id that a hostile view could bring. */
    private static final ViewId FAR = new ViewId(1L << 53, 1);

    private static ServedNetwork node;

    private static int lastNode = 60;

    private final Keys mallory = new Keys(++lastNode);
    private RawChannel honest;
    private RawChannel.Call stream;
    private RawChannel hostile;

    @BeforeAll
    static void serve() {
        node = new ServedNetwork();
        ServedNetwork.SELF_KEYS.edge.ids().add(List.of(BOB.member("bob")));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void connect() throws InterruptedException {
        node.heard.clear();
        honest = new RawChannel(node.address);
        stream = honest.open("p2pchat.Peer/Exchange").send(ServedNetwork.hello());
        stream.reply();
        hostile = new RawChannel(node.address, mallory.tls());
        assertThat(node.heard.poll(10, TimeUnit.SECONDS)).isEqualTo(BOB.uid());
        node.commands.clear();
    }

    @AfterEach
    void honestMemberIsUndisturbed() {
        assertThat(stream.isOpen()).isTrue();
        assertThat(stream.done().status().isOk()).isTrue();
        honest.close();
        hostile.close();
    }

    // ---- calls under the identity of another

    /** Attack 4: everything in bob's header is public except his key. */
    @Test
    void deniesCallsUnderForeignUid() {
        long before = node.hosted.impostors();
        Map<String, Message> calls = calls(BOB.header(Optional.of(ServedNetwork.SELF)));
        calls.forEach((method, request) ->
                assertThat(status(method, request)).as(method).isEqualTo(Status.Code.PERMISSION_DENIED));

        assertThat(node.hosted.impostors() - before).isEqualTo(calls.size());
        assertThat(node.heard).isEmpty();
        assertThat(node.commands).isEmpty();
    }

    /** Attack 4: the node id of bob under the caller's own uid. A leader refuses to admit it. */
    @Test
    void refusesCallsUnderForeignNodeId() throws Exception {
        Header header = mallory.edge.header(new p2pchat.model.Header(
                Optional.of(BOB.id.node()), mallory.uid(), Optional.of(ServedNetwork.SELF), ViewId.NONE));
        Map<String, Message> calls = calls(header);
        assertThat(List.of(
                        reply("LeaveNetwork", calls, LeaveNetworkReply::parseFrom)
                                .getRefused(),
                        reply("Coordinator", calls, CoordinatorReply::parseFrom).getRefused(),
                        reply("Election", calls, ElectionReply::parseFrom).getRefused(),
                        reply("LivenessPing", calls, LivenessPingReply::parseFrom)
                                .getRefused(),
                        reply("Message", calls, MessageReply::parseFrom).getRefused(),
                        reply("Exchange", calls, ExchangeReply::parseFrom).getRefused(),
                        reply("Sync", calls, SyncReply::parseFrom).getRefused()))
                .extracting(Refused::getReason)
                .containsOnly(Reason.NOT_MEMBER);
        assertThat(node.heard).isEmpty();
        assertThat(node.commands).isEmpty();
    }

    /** Only a directory that may grant the leadership learns who leads. */
    @Test
    void answersConfirmationOnlyToDirectory() {
        LivenessPingRequest request = LivenessPingRequest.newBuilder()
                .setHeader(Header.newBuilder().setChatId(Wire.bytes(Keys.NETWORK)))
                .setConfirm(Confirm.newBuilder().setLeader(Wire.proto(ServedNetwork.SELF_KEYS.id)))
                .build();
        assertThat(status("LivenessPing", request)).isEqualTo(Status.Code.PERMISSION_DENIED);
        try (RawChannel directory = new RawChannel(node.address, Keys.DIRECTORY)) {
            assertThat(directory
                            .ask("p2pchat.Peer/LivenessPing", request.toByteArray())
                            .status()
                            .isOk())
                    .isTrue();
        }
    }

    // ---- cards

    /** Attack 3. */
    @Test
    void refusesJoinWithoutCertificateOfThePerson() throws Exception {
        Card card = mallory.card("mallory");
        DeviceCertificate own = card.certificate();
        SigningKey stranger = SigningKey.random(Keys.RANDOM);
        Stream<DeviceCertificate> forged = Stream.of(
                new DeviceCertificate(own.person(), own.device(), own.madeAt(), Bytes.of(new byte[64])),
                new DeviceCertificate(BOB.card("bob").person(), own.device(), own.madeAt(), own.signature()),
                new DeviceCertificate(stranger.person(), own.device(), own.madeAt(), own.signature()),
                Device.certify(stranger, SigningKey.random(Keys.RANDOM), 1).certificate());
        for (DeviceCertificate certificate : forged.toList()) {
            assertJoinRefused(
                    new Card(certificate, card.nonce(), card.nick(), card.address(), card.counter(), card.signature()));
        }
        assertThat(node.commands).isEmpty();
    }

    @Test
    void refusesForeignOrAlteredCard() throws Exception {
        Card own = mallory.card("mallory");
        assertJoinRefused(BOB.card("bob"));
        assertJoinRefused(new Card(
                own.certificate(), own.nonce(), new Nick("bob"), own.address(), own.counter(), own.signature()));
        assertThat(node.commands).isEmpty();
    }

    private void assertJoinRefused(Card card) throws Exception {
        JoinNetworkRequest request = JoinNetworkRequest.newBuilder()
                .setHeader(mallory.header(Optional.of(ServedNetwork.SELF)))
                .setCard(WireKeys.proto(card))
                .build();
        Refused refused =
                JoinNetworkReply.parseFrom(ask("JoinNetwork", request).reply()).getRefused();
        assertThat(refused.getReason()).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused.getDetail()).isNotEmpty();
    }

    // ---- views

    /** Attack 11: a view that would outrank every other. */
    @Test
    void refusesViewsWithoutGrant() throws Exception {
        View view = new View(FAR, mallory.id.node(), List.of(mallory.member("mallory")));
        Map<Uid, Card> cards = Map.of(mallory.uid(), mallory.card("mallory"));
        Bytes signature = mallory.ring.sign(view, cards);
        Grant homeMade = mallory.lead(FAR.epoch(), mallory.tls());
        Grant claimed = new Grant(
                FAR.epoch(), mallory.uid(), mallory.tls().device(), 1, Keys.DIRECTORY.device(), homeMade.signature());
        Grant ofBob = BOB.lead(FAR.epoch());
        Grant real = mallory.lead(5);

        assertViewRefused(new SignedView(view, cards, homeMade, signature));
        assertViewRefused(new SignedView(view, cards, claimed, signature));
        assertViewRefused(new SignedView(view, cards, ofBob, signature));
        assertViewRefused(new SignedView(view, cards, real, signature));
        assertThat(node.commands).isEmpty();
    }

    /** Attacks 11 and 13: views that their leader has not signed, or with cards that their members have not signed. */
    @Test
    void refusesViewsThatAlterAMember() throws Exception {
        ViewId id = ViewId.firstOf(6);
        Grant grant = mallory.lead(id.epoch());
        Card bob = BOB.card("bob");
        mallory.meet(BOB, "bob");
        Member ownEntry = mallory.member("mallory");
        View view = new View(id, mallory.id.node(), List.of(ownEntry, BOB.member("bob")));
        Card own = mallory.card("mallory");
        Card renamed = new Card(
                bob.certificate(), bob.nonce(), new Nick("rob"), bob.address(), bob.counter(), bob.signature());
        Card moved = new Card(
                bob.certificate(),
                bob.nonce(),
                bob.nick(),
                new Address("127.0.0.1", 1),
                bob.counter(),
                bob.signature());
        Card invented = new Card(
                Device.random(Keys.RANDOM).certificate(),
                bob.nonce(),
                new Nick("eve"),
                bob.address(),
                1,
                bob.signature());

        assertViewRefused(signed(view, own, renamed, grant));
        assertViewRefused(signed(view, own, moved, grant));
        View withEve = new View(
                id,
                mallory.id.node(),
                List.of(
                        ownEntry,
                        new Member(
                                new MemberId(new NodeId(9), invented.proof().uid(Keys.NETWORK)),
                                invented.address(),
                                invented.nick(),
                                ViewId.firstOf(1))));
        assertViewRefused(signed(withEve, own, invented, grant));
        SignedView right = signed(view, own, bob, grant);
        assertViewRefused(new SignedView(view, right.cards(), grant, Bytes.of(new byte[64])));
        View swapped = new View(id, BOB.id.node(), List.of(ownEntry, BOB.member("bob")));
        assertViewRefused(new SignedView(swapped, right.cards(), grant, mallory.ring.sign(swapped, right.cards())));
        assertThat(node.commands).isEmpty();

        assertThat(show(right).hasOk()).as("the same view with the right cards").isTrue();
    }

    /** Attack 12: the called member has another view of that id, and learns that the caller's differs. */
    @Test
    void noticesCallerWithOtherView() throws Exception {
        ViewId id = ViewId.firstOf(8);
        Keys liar = new Keys(8);
        Grant grant = liar.lead(id.epoch());
        liar.meet(mallory, "mallory");
        Map<Uid, Card> cards = Map.of(liar.uid(), liar.card("liar"), mallory.uid(), mallory.card("mallory"));
        View view = new View(id, liar.id.node(), List.of(liar.member("liar"), mallory.member("mallory")));
        View lie = new View(id, liar.id.node(), List.of(liar.member("liar")));
        assertThat(show(new SignedView(view, cards, grant, liar.ring.sign(view, cards)))
                        .hasOk())
                .isTrue();
        Map<Uid, Card> fewer = Map.of(liar.uid(), liar.card("liar"));
        Loopback.get(mallory.edge.view(
                "view", WireMembership.proto(new SignedView(lie, fewer, grant, liar.ring.sign(lie, fewer)))));

        Header header = mallory.edge.header(new p2pchat.model.Header(
                Optional.of(mallory.id.node()), mallory.uid(), Optional.of(ServedNetwork.SELF), id));
        ask("LeaveNetwork", LeaveNetworkRequest.newBuilder().setHeader(header).build());
        assertThat(node.differing.poll(20, TimeUnit.SECONDS)).isEqualTo(mallory.uid());
    }

    private SignedView signed(View view, Card own, Card other, Grant grant) {
        Map<Uid, Card> cards = Map.of(mallory.uid(), own, other.proof().uid(Keys.NETWORK), other);
        return new SignedView(view, cards, grant, mallory.ring.sign(view, cards));
    }

    private void assertViewRefused(SignedView view) throws Exception {
        Refused refused = show(view).getRefused();
        assertThat(refused.getReason()).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused.getDetail()).isNotEmpty();
    }

    private CoordinatorReply show(SignedView view) throws Exception {
        CoordinatorRequest request = CoordinatorRequest.newBuilder()
                .setHeader(mallory.header(Optional.of(ServedNetwork.SELF)))
                .setView(WireMembership.proto(view))
                .build();
        return CoordinatorReply.parseFrom(ask("Coordinator", request).reply());
    }

    // ---- what a device signs

    /** Attack 45: a nonce is the only signed text that a peer might choose; each kind has its own label. */
    @Test
    void signatureOfOneKindIsNoOther() throws Exception {
        Card own = mallory.card("mallory");
        for (String label :
                List.of("p2p-chat card v1", "p2p-chat view v1", "p2p-chat grant v1", "p2p-chat device v1")) {
            Bytes nonce = Bytes.of(label.substring(0, UidProof.NONCE_SIZE).getBytes(StandardCharsets.US_ASCII));
            assertJoinRefused(new Card(
                    own.certificate(),
                    nonce,
                    own.nick(),
                    own.address(),
                    own.counter(),
                    own.certificate().signature()));
        }
        View view = new View(ViewId.firstOf(7), mallory.id.node(), List.of(mallory.member("mallory")));
        Grant grant = mallory.lead(7);
        assertViewRefused(new SignedView(view, Map.of(mallory.uid(), own), grant, own.signature()));
        assertViewRefused(new SignedView(view, Map.of(mallory.uid(), own), grant, grant.signature()));
        assertThat(node.commands).isEmpty();
    }

    // ---- calls

    /** One request of each kind. */
    private Map<String, Message> calls(Header header) {
        p2pchat.proto.ChatMessage message = p2pchat.proto.ChatMessage.newBuilder()
                .setMsgId(ByteString.copyFrom(new byte[16]))
                .setSourceId(BOB.id.node().value())
                .setSeq(1)
                .setLamport(1)
                .setKind(MessageKind.TEXT)
                .build();
        return Map.of(
                "JoinNetwork",
                JoinNetworkRequest.newBuilder()
                        .setHeader(header)
                        .setCard(WireKeys.proto(BOB.card("bob")))
                        .build(),
                "LeaveNetwork",
                LeaveNetworkRequest.newBuilder().setHeader(header).build(),
                "Election",
                ElectionRequest.newBuilder().setHeader(header).setEpoch(1).build(),
                "Coordinator",
                CoordinatorRequest.newBuilder()
                        .setHeader(header)
                        .setView(BOB.view(ViewId.firstOf(2), BOB.member("bob")))
                        .build(),
                "LivenessPing",
                LivenessPingRequest.newBuilder()
                        .setHeader(header)
                        .setDirect(Direct.getDefaultInstance())
                        .build(),
                "Message",
                MessageRequest.newBuilder()
                        .setHeader(header)
                        .setMessage(message)
                        .build(),
                "Exchange",
                ExchangeRequest.newBuilder()
                        .setHello(Hello.newBuilder().setHeader(header))
                        .build(),
                "Sync",
                SyncRequest.newBuilder().setHeader(header).build());
    }

    private RawChannel.Call ask(String method, Message request) {
        return hostile.ask("p2pchat.Peer/" + method, request.toByteArray());
    }

    private Status.Code status(String method, Message request) {
        return ask(method, request).status().getCode();
    }

    private <M> M reply(String method, Map<String, Message> calls, Parser<M> parser) throws Exception {
        return parser.parse(
                ask(method, Objects.requireNonNull(calls.get(method))).reply());
    }

    private interface Parser<M> {
        M parse(byte[] bytes) throws InvalidProtocolBufferException;
    }
}
