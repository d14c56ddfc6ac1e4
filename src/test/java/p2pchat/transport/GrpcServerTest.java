package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.JoinReply;
import p2pchat.model.Address;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.CoordinatorReply;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Hello;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Peer;
import p2pchat.proto.Refused.Reason;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.proto.health.HealthCheckRequest;
import p2pchat.proto.health.HealthCheckResponse;
import p2pchat.proto.health.HealthCheckResponse.ServingStatus;

/** Replies to hostile and valid calls on a real connection. A bad call never affects others on it. */
class GrpcServerTest {

    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final int TOO_MUCH = GrpcServer.MAX_FRAME + 1;

    private static ServedNetwork node;
    private static RawChannel peer;

    @BeforeAll
    static void serve() {
        node = new ServedNetwork();
        peer = new RawChannel(node.address);
    }

    @AfterAll
    static void stop() {
        peer.close();
        node.close();
    }

    // ---- hostile input

    @Test
    void refusesOversizedFrameAndKeepsOtherStreams() throws InterruptedException {
        RawChannel.Call stream = exchange(peer);
        RawChannel.Call hostile = peer.ask("p2pchat.Peer/LeaveNetwork", new byte[TOO_MUCH]);

        assertThat(hostile.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        livesOn(stream);
    }

    @Test
    void oversizedFrameEndsOnlyItsStream() throws InterruptedException {
        RawChannel.Call stream = exchange(peer);
        RawChannel.Call hostile = exchange(peer).send(new byte[TOO_MUCH]);

        assertThat(hostile.status().isOk()).isFalse();
        livesOn(stream);
    }

    @Test
    void acceptsLargestFrame() {
        byte[] padded = LeaveNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(new byte[1_000_000]))
                                        .build())
                        .build())
                .build()
                .toByteArray();
        assertThat(peer.ask("p2pchat.Peer/LeaveNetwork", padded).status().isOk())
                .isTrue();
    }

    @Test
    void refusesCompressionAndKeepsOtherStreams() throws InterruptedException {
        RawChannel.Call stream = exchange(peer);
        byte[] request = LeaveNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .build()
                .toByteArray();

        Status refused = peer.openCompressed("p2pchat.Peer/LeaveNetwork")
                .send(request)
                .done()
                .status();

        assertThat(refused.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        livesOn(stream);
    }

    @Test
    void refusesGarbageAndKeepsOtherStreams() throws InterruptedException {
        RawChannel.Call stream = exchange(peer);

        assertThat(peer.ask("p2pchat.Peer/LeaveNetwork", new byte[] {(byte) 0xff, 1, 2, 3})
                        .status()
                        .getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);

        livesOn(stream);
    }

    /** Pekko's default mapper closes the whole connection. */
    @Test
    void exceptionWithoutTrailersKeepsConnection() throws InterruptedException {
        GrpcServer server = Loopback.get(GrpcServer.node(
                node.system, node.key, ANY_PORT, caller -> new ThrowingPeer(new PeerService(node.hosted, caller))));
        try (RawChannel channel = new RawChannel(server.address())) {
            RawChannel.Call stream = exchange(channel);

            Status status = channel.ask(
                            "p2pchat.Peer/LeaveNetwork",
                            LeaveNetworkRequest.getDefaultInstance().toByteArray())
                    .status();

            assertThat(status.getCode()).isEqualTo(Status.Code.ABORTED);
            livesOn(stream);
        }
    }

    @Test
    void admissionReportsFrontier() throws InterruptedException { // newcomer 1
        JoinReply reply =
                Loopback.get(WireMembership.joinReply(join(ServedNetwork.header()), ServedNetwork.MEMBER_KEYS.edge));
        assertThat(((JoinReply.Joined) reply).frontier()).isEqualTo(ServedNetwork.FRONTIER);
    }

    @Test
    void refusesSyncWithoutHeader() {
        assertThat(peer.ask("p2pchat.Peer/Sync", new byte[0]).status().getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    // ---- health and reflection

    @Test
    void nodeServesHealthAndReflection() throws InterruptedException {
        answersTools(peer, "p2pchat.Peer");
    }

    @Test
    void directoryServesHealthAndReflection() throws InterruptedException {
        try (RawChannel directory = new RawChannel(directory(List.of()))) {
            answersTools(directory, "p2pchat.NodeDiscovery");
        }
    }

    private static void answersTools(RawChannel channel, String service) throws InterruptedException {
        assertThat(health(channel, "")).isEqualTo(ServingStatus.SERVING);
        assertThat(health(channel, service)).isEqualTo(ServingStatus.SERVING);
        assertThat(health(channel, "some.other.Service")).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
        byte[] listServices = {0x3a, 1, '*'}; // field 7, a string of one character
        RawChannel.Call reflection = channel.open("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
                .send(listServices);
        assertThat(new String(reflection.reply(), StandardCharsets.ISO_8859_1))
                .contains(service, "grpc.health.v1.Health");
        reflection.done();
    }

    private static ServingStatus health(RawChannel channel, String service) throws InterruptedException {
        byte[] reply = channel.ask(
                        "grpc.health.v1.Health/Check",
                        HealthCheckRequest.newBuilder()
                                .setService(service)
                                .build()
                                .toByteArray())
                .reply();
        return parsed(reply, HealthCheckResponse::parseFrom).getStatus();
    }

    // ---- the port

    @Test
    void portInUseIsReportedWithAddress() {
        assertThat(ProblemException.find(Loopback.failure(GrpcServer.node(
                        node.system,
                        node.key,
                        node.address,
                        caller -> new PeerService(new NetworkRegistry(), caller)))))
                .get()
                .isInstanceOfSatisfying(
                        Problem.PortInUse.class,
                        problem -> assertThat(problem.address()).isEqualTo(node.address));
    }

    // ---- the target of a call (H15, H16)

    @Test
    void refusesCallForAnotherIncarnation() throws InterruptedException {
        p2pchat.proto.Header header = ServedNetwork.headerToAnother();
        assertThat(join(header).getRefused().getReason()).isEqualTo(Reason.WRONG_TARGET);
        assertThat(leave(header).getRefused().getReason()).isEqualTo(Reason.WRONG_TARGET);
        assertThat(elect(header).getRefused().getReason()).isEqualTo(Reason.WRONG_TARGET);
        assertThat(coordinate(header).getRefused().getReason()).isEqualTo(Reason.WRONG_TARGET);
        assertThat(ping(header).getRefused().getReason()).isEqualTo(Reason.WRONG_TARGET);
        assertThat(greet(header).getRefused().getReason()).isEqualTo(Reason.WRONG_TARGET);
    }

    @Test
    void refusesCallForAnotherNetwork() throws InterruptedException {
        NetworkId other = new NetworkId(new UUID(9, 9));
        p2pchat.proto.Header.Builder changed =
                ServedNetwork.header().toBuilder().setChatId(Wire.bytes(other));
        changed.getSenderBuilder()
                .setUid(Wire.bytes(ServedNetwork.MEMBER_KEYS.ring.self().uid(other)));
        p2pchat.proto.Header header = changed.build();
        assertThat(join(header).getRefused().getReason()).isEqualTo(Reason.WRONG_NETWORK);
        assertThat(leave(header).getRefused().getReason()).isEqualTo(Reason.WRONG_NETWORK);
        assertThat(elect(header).getRefused().getReason()).isEqualTo(Reason.WRONG_NETWORK);
        assertThat(coordinate(header).getRefused().getReason()).isEqualTo(Reason.WRONG_NETWORK);
        assertThat(ping(header).getRefused().getReason()).isEqualTo(Reason.WRONG_NETWORK);
        assertThat(greet(header).getRefused().getReason()).isEqualTo(Reason.WRONG_NETWORK);
    }

    @Test
    void answersCallForThisIncarnation() throws InterruptedException {
        p2pchat.proto.Header header = ServedNetwork.header();
        assertThat(join(header).hasOk()).isTrue();
        assertThat(leave(header).hasOk()).isTrue();
        assertThat(elect(header).hasLeaderFresh()).isTrue();
        assertThat(coordinate(header).hasOk()).isTrue();
        assertThat(ping(header).hasUnreached()).isTrue();
        assertThat(greet(header).hasHave()).isTrue();
    }

    // ---- the network list

    @Test
    void largestNetworkListFitsIntoOneReply() {
        List<NetworkInfo> most = IntStream.range(0, NdsGuardian.MAX_NETWORKS)
                .mapToObj(GrpcServerTest::largest)
                .toList();
        NdsCalls calls = new DirectoryUser().calls(node.system, directory(most));
        assertThat(Loopback.get(calls.networks(DirectoryCalls.ALL))).isEqualTo(most);
    }

    /** The largest record. */
    private static NetworkInfo largest(int number) {
        return new NetworkInfo(
                new NetworkId(new UUID(-1, number)),
                new NetworkName("%032d".formatted(number)),
                Long.MAX_VALUE,
                Optional.of(new Leader(
                        new MemberId(new NodeId(Integer.MAX_VALUE), new Uid(new UUID(-1, -1))),
                        new Address("h".repeat(255), 65_535))),
                Duration.ofMillis(Long.MAX_VALUE),
                View.MAX_MEMBERS);
    }

    private static Address directory(List<NetworkInfo> networks) {
        var nds = node.<NdsGuardian.Command>spawn(
                "nds",
                Behaviors.receive(NdsGuardian.Command.class)
                        .onMessage(NdsGuardian.ListNetworks.class, m -> {
                            m.reply().complete(networks);
                            return Behaviors.same();
                        })
                        .build());
        return Loopback.get(GrpcServer.directory(
                        node.system,
                        node.key,
                        ANY_PORT,
                        caller -> new NdsService(DirectoryUser.shared(nds, node.key), caller)))
                .address();
    }

    // ---- calls

    private static RawChannel.Call exchange(RawChannel channel) throws InterruptedException {
        RawChannel.Call stream = channel.open("p2pchat.Peer/Exchange").send(ServedNetwork.hello());
        stream.reply();
        return stream;
    }

    private static void livesOn(RawChannel.Call stream) throws InterruptedException {
        assertThat(stream.isOpen()).isTrue();
        Keys author = ServedNetwork.MEMBER_KEYS;
        // a batch without a view
        byte[] ack = stream.send(ExchangeRequest.newBuilder()
                        .setBatch(SignedFrames.batch(author, SignedFrames.text(author.id.node(), 1, "hello")))
                        .build()
                        .toByteArray())
                .reply();
        assertThat(parsed(ack, ExchangeReply::parseFrom).getAck().getView()).isEqualTo(Wire.proto(ServedNetwork.VIEW));
        assertThat(stream.done().status().isOk()).isTrue();
    }

    private static JoinNetworkReply join(p2pchat.proto.Header header) throws InterruptedException {
        JoinNetworkRequest.Builder request = JoinNetworkRequest.newBuilder()
                .setHeader(header)
                .setCard(WireKeys.proto(ServedNetwork.MEMBER_KEYS.card("ann")));
        return parsed(ask("JoinNetwork", request.build().toByteArray()), JoinNetworkReply::parseFrom);
    }

    private static LeaveNetworkReply leave(p2pchat.proto.Header header) throws InterruptedException {
        byte[] request =
                LeaveNetworkRequest.newBuilder().setHeader(header).build().toByteArray();
        return parsed(ask("LeaveNetwork", request), LeaveNetworkReply::parseFrom);
    }

    private static ElectionReply elect(p2pchat.proto.Header header) throws InterruptedException {
        byte[] request = ElectionRequest.newBuilder().setHeader(header).build().toByteArray();
        return parsed(ask("Election", request), ElectionReply::parseFrom);
    }

    private static CoordinatorReply coordinate(p2pchat.proto.Header header) throws InterruptedException {
        CoordinatorRequest request = CoordinatorRequest.newBuilder()
                .setHeader(header)
                .setView(ServedNetwork.MEMBER_KEYS.view(ViewId.firstOf(2), ServedNetwork.MEMBER_KEYS.member("ann")))
                .build();
        return parsed(ask("Coordinator", request.toByteArray()), CoordinatorReply::parseFrom);
    }

    private static LivenessPingReply ping(p2pchat.proto.Header header) throws InterruptedException {
        LivenessPingRequest.Builder request = LivenessPingRequest.newBuilder().setHeader(header);
        request.getDirectBuilder();
        return parsed(ask("LivenessPing", request.build().toByteArray()), LivenessPingReply::parseFrom);
    }

    private static ExchangeReply greet(p2pchat.proto.Header header) throws InterruptedException {
        byte[] hello = ExchangeRequest.newBuilder()
                .setHello(Hello.newBuilder().setHeader(header))
                .build()
                .toByteArray();
        return parsed(ask("Exchange", hello), ExchangeReply::parseFrom);
    }

    private static byte[] ask(String method, byte[] request) throws InterruptedException {
        return peer.ask("p2pchat.Peer/" + method, request).reply();
    }

    private static <M> M parsed(byte[] bytes, Parser<M> parser) {
        try {
            return parser.parse(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private interface Parser<M> {
        M parse(byte[] bytes) throws InvalidProtocolBufferException;
    }

    /** Fails without trailers. */
    private record ThrowingPeer(Peer behind) implements Peer {
        @Override
        public CompletionStage<LeaveNetworkReply> leaveNetwork(LeaveNetworkRequest in) {
            throw Status.ABORTED.asRuntimeException();
        }

        @Override
        public CompletionStage<JoinNetworkReply> joinNetwork(JoinNetworkRequest in) {
            return behind.joinNetwork(in);
        }

        @Override
        public CompletionStage<ElectionReply> election(ElectionRequest in) {
            return behind.election(in);
        }

        @Override
        public CompletionStage<CoordinatorReply> coordinator(CoordinatorRequest in) {
            return behind.coordinator(in);
        }

        @Override
        public CompletionStage<LivenessPingReply> livenessPing(LivenessPingRequest in) {
            return behind.livenessPing(in);
        }

        @Override
        public CompletionStage<MessageReply> message(MessageRequest in) {
            return behind.message(in);
        }

        @Override
        public Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> in) {
            return behind.exchange(in);
        }

        @Override
        public CompletionStage<RosterReply> roster(RosterRequest in) {
            return behind.roster(in);
        }

        @Override
        public Source<SyncReply, NotUsed> sync(SyncRequest in) {
            return behind.sync(in);
        }
    }
}
