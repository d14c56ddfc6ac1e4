package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Status;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.nds.NdsGuardian;
import p2pchat.proto.Batch;
import p2pchat.proto.Claim;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.GetNetworkInformationRequest;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.Member;
import p2pchat.proto.MessageKey;
import p2pchat.proto.MessageKind;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Refresh;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.proto.ViewId;

/** The limits of protocol 2.1 over real gRPC. A violation is answered INVALID_ARGUMENT with the field's name. */
class WireLimitsTest {

    private static final String NAME_OF_33 = "n".repeat(33);

    /** A valid request. */
    private static final CreateNetworkRequest CREATE = create();

    private static ServedNetwork node;
    private static RawChannel peer;
    private static GrpcServer directoryServer;
    private static RawChannel directory;

    @BeforeAll
    static void serve() {
        node = new ServedNetwork();
        peer = new RawChannel(node.address);
        var nds = node.spawn("nds", Behaviors.ignore().<NdsGuardian.Command>narrow());
        directoryServer = Loopback.get(GrpcServer.directory(
                node.system,
                node.key,
                new Address("127.0.0.1", 0),
                caller -> new NdsService(DirectoryUser.shared(nds, node.key), caller)));
        directory = new RawChannel(directoryServer.address());
    }

    @AfterAll
    static void stop() {
        peer.close();
        directory.close();
        node.close();
    }

    // ---- names, addresses, identifiers

    @Test
    void networkNameHas1To32Characters() {
        refused("name", create(request -> request.setName(NAME_OF_33)));
        refused("name", create(request -> request.setName("")));
        refused("name", create(request -> request.setName("Not Folded")));
        refused("name", create(request -> request.setName(".hidden")));
        refused(
                "name",
                toDirectory(
                        "GetNetworkInformation",
                        GetNetworkInformationRequest.newBuilder().setName(NAME_OF_33)));
    }

    @Test
    void nickHas1To24LettersOrDigits() {
        refused("card.nick", join(request -> request.getCardBuilder().setNick("x".repeat(25))));
        refused("card.nick", join(request -> request.getCardBuilder().setNick("")));
        refused("card.nick", join(request -> request.getCardBuilder().setNick("two words")));
        refused("card.nick", join(request -> request.getCardBuilder().setNick("\u001b[2J")));
    }

    @Test
    void addressHasAHostAndAPort() {
        refused(
                "card.address.port",
                join(request -> request.getCardBuilder().getAddressBuilder().setPort(0)));
        refused(
                "card.address.port",
                join(request -> request.getCardBuilder().getAddressBuilder().setPort(65_536)));
        refused(
                "card.address.port",
                join(request -> request.getCardBuilder().getAddressBuilder().setPort(-1)));
        refused(
                "card.address.host",
                join(request -> request.getCardBuilder().getAddressBuilder().setHost("")));
        refused(
                "card.address.host",
                join(request -> request.getCardBuilder().getAddressBuilder().setHost("h".repeat(256))));
        refused(
                "card.address.host",
                join(request -> request.getCardBuilder().getAddressBuilder().setHost("a b")));
        refused(
                "card.address.host",
                join(request -> request.getCardBuilder().getAddressBuilder().setHost("[::1]")));
    }

    @Test
    void identifiersHave16Bytes() {
        refused("chat_id", join(request -> request.getHeaderBuilder().setChatId(bytes(15))));
        refused(
                "header.sender.uid",
                join(request -> request.getHeaderBuilder().getSenderBuilder().setUid(bytes(17))));
        refused("header.target_uid", join(request -> request.getHeaderBuilder().setTargetUid(bytes(1))));
        refused("chat_id", create(request -> request.setChatId(ByteString.EMPTY)));
        refused(
                "founder.id.uid",
                create(request -> request.getFounderBuilder().getIdBuilder().setUid(bytes(15))));
    }

    /** Reliability F9. */
    @Test
    void fieldsThatAreNotUsedHaveTheirLimits() {
        refused(
                "digest",
                join(request -> request.getHeaderBuilder()
                        .getDigestBuilder()
                        .setMessages(1)
                        .setSum(bytes(3))));
        refused("chat_id", batch(message().setChatId(bytes(3))));
        refused(
                "chat_id",
                toPeer(
                        "Message",
                        MessageRequest.newBuilder()
                                .setHeader(ServedNetwork.header())
                                .setMessage(message().setSourceId(7).setChatId(bytes(16)))));
        refused(
                "limit",
                toDirectory(
                        "GetNetworkInformation",
                        GetNetworkInformationRequest.newBuilder().setLimit(10_001)));
    }

    @Test
    void nodeIdsAndViewsAreNotNegative() {
        refused(
                "header.sender.node_id",
                join(request -> request.getHeaderBuilder().getSenderBuilder().setNodeId(-1)));
        refused(
                "header.view",
                join(request -> request.getHeaderBuilder().getViewBuilder().setEpoch(-1)));
        refused(
                "header.view",
                join(request -> request.getHeaderBuilder().getViewBuilder().setSeq(-1)));
    }

    @Test
    void requestWithoutHeaderIsMalformed() {
        refused("chat_id", toPeer("LeaveNetwork", LeaveNetworkRequest.newBuilder()));
    }

    @Test
    void founderHasNodeIdOne() {
        refused(
                "founder.id.node_id",
                create(request -> request.getFounderBuilder().getIdBuilder().setNodeId(2)));
    }

    // ---- views

    @Test
    void viewHasAtMost256Members() {
        refused("view.members", coordinate(view -> members(view, View.MAX_MEMBERS + 1)));
    }

    @Test
    void viewHasEachMemberOnceAndItsLeader() {
        refused(
                "view",
                coordinate(view ->
                        members(view, 1).addMembers(member(2).toBuilder().setNodeId(1))));
        refused("view", coordinate(view -> members(view, 1).setLeader(9)));
        refused("view.leader", coordinate(view -> members(view, 1).setLeader(0)));
        refused("view.members.card.nick", coordinate(view -> {
            Member.Builder second = member(2).toBuilder();
            second.getCardBuilder().setNick("x".repeat(25));
            members(view, 1).addMembers(second);
        }));
        refused(
                "view.members",
                coordinate(view ->
                        members(view, 1).addMembers(member(1).toBuilder().setNodeId(2))));
    }

    @Test
    void idBlockIsARange() {
        CoordinatorRequest.Builder request = CoordinatorRequest.newBuilder().setHeader(ServedNetwork.header());
        request.getGrantBuilder()
                .setGrant(WireKeys.proto(new Keys(5).lead(3)))
                .getBlockBuilder()
                .setFirst(5)
                .setLast(2);
        refused("grant.block", toPeer("Coordinator", request));
    }

    // ---- the directory's requests

    @Test
    void claimantHears1To256Members() {
        refused("claim.heard", update(request -> request.setClaim(claim().setHeard(0))));
        refused("claim.heard", update(request -> request.setClaim(claim().setHeard(257))));
        refused("claim.highest_id", update(request -> request.setClaim(claim().setHighestId(-1))));
    }

    @Test
    void leaderCounts1To256Members() {
        Refresh.Builder refresh = Refresh.newBuilder().setNode(CREATE.getFounder());
        refresh.getBlockBuilder().setFirst(1);
        refused("refresh.members", update(request -> request.setRefresh(refresh.setMembers(257))));
        refused("refresh.members", update(request -> request.setRefresh(refresh.setMembers(0))));
    }

    @Test
    void updateRequestHasAKind() {
        refused("kind", update(request -> {}));
        refused(
                "kind",
                toPeer(
                        "LivenessPing",
                        p2pchat.proto.LivenessPingRequest.newBuilder().setHeader(ServedNetwork.header())));
    }

    // ---- chat

    @Test
    void textHasAtMost64KiB() {
        refused("msg", batch(message().setMsg(bytes(ChatMessage.MAX_TEXT_BYTES + 1))));
    }

    @Test
    void textIsUtf8() {
        refused("msg", batch(message().setMsg(ByteString.copyFrom(new byte[] {(byte) 0xc3, 0x28}))));
    }

    @Test
    void messageHasAtMost64Heads() {
        p2pchat.proto.ChatMessage.Builder message = message();
        IntStream.rangeClosed(1, ChatMessage.MAX_HEADS + 1).forEach(i -> message.addHeads(key(100 + i, 1)));
        refused("heads", batch(message));
    }

    @Test
    void headsPrecedeTheMessage() {
        refused("message", batch(message().addHeads(key(7, 1))));
        refused("message", batch(message().addHeads(key(7, 2))));
    }

    @Test
    void headsAreAscendingAndUnique() {
        refused("message", batch(message().addHeads(key(3, 1)).addHeads(key(2, 1))));
        refused("message", batch(message().addHeads(key(3, 1)).addHeads(key(3, 1))));
        refused("heads", batch(message().addHeads(key(0, 1))));
        refused("heads", batch(message().addHeads(key(3, 0))));
    }

    @Test
    void messageHasIdNumberTimeAndKind() {
        refused("msg_id", batch(message().setMsgId(bytes(15))));
        refused("message", batch(message().setSeq(0)));
        refused("message", batch(message().setLamport(0)));
        refused("sent_at", batch(message().setSentAt(-1)));
        refused("kind", batch(message().setKind(MessageKind.MESSAGE_KIND_UNSPECIFIED)));
        refused("kind", batch(message().setKindValue(17)));
        refused("about", batch(message().setAbout(key(0, 1))));
    }

    @Test
    void batchHasAtMost256Messages() {
        Batch.Builder batch = Batch.newBuilder();
        IntStream.rangeClosed(1, 257).forEach(seq -> batch.addMessages(message().setSeq(seq)));
        refused("batch.messages", exchange(batch));
    }

    @Test
    void batchHasAtMost256KiBUnlessItIsOneMessage() throws InterruptedException {
        Batch.Builder batch = Batch.newBuilder();
        IntStream.rangeClosed(1, 5)
                .forEach(seq -> batch.addMessages(message().setSeq(seq).setMsg(bytes(60 * 1024))));
        refused("batch", exchange(batch));

        RawChannel.Call stream =
                exchange(SignedFrames.batch(ServedNetwork.MEMBER_KEYS, message().setMsg(bytes(64 * 1024))));
        stream.reply();
        assertThat(stream.reply()).as("an ack").isNotEmpty();
        stream.done();
    }

    @Test
    void streamCarriesOnlyItsSendersMessages() {
        refused("source_id", batch(message().setSourceId(8)));
    }

    @Test
    void streamStartsWithOneHello() {
        refused("hello", peer.ask("p2pchat.Peer/Exchange", frame(Batch.newBuilder())));
        refused("hello", peer.open("p2pchat.Peer/Exchange").done());
        refused(
                "frame",
                peer.open("p2pchat.Peer/Exchange").send(ServedNetwork.hello()).send(ServedNetwork.hello()));
    }

    @Test
    void streamSenderIsAMember() {
        ExchangeRequest.Builder hello = ExchangeRequest.newBuilder();
        hello.getHelloBuilder()
                .setHeader(ServedNetwork.header())
                .getHeaderBuilder()
                .getSenderBuilder()
                .clearNodeId();
        refused(
                "header.sender.node_id",
                peer.ask("p2pchat.Peer/Exchange", hello.build().toByteArray()));
    }

    /** Proves that the requests above are refused only because of the violation in each test. */
    @Test
    void validRequestsAreAccepted() throws InterruptedException {
        assertThat(join(request -> {}).status()).matches(io.grpc.Status::isOk);
        assertThat(coordinate(view -> view.mergeFrom(ServedNetwork.MEMBER_KEYS.view(
                                p2pchat.model.ViewId.firstOf(2), ServedNetwork.MEMBER_KEYS.member("ann"))))
                        .status()
                        .isOk())
                .isTrue();
        RawChannel.Call stream = exchange(SignedFrames.batch(
                ServedNetwork.MEMBER_KEYS, message().addHeads(key(3, 1)).setMsg(bytes(ChatMessage.MAX_TEXT_BYTES))));
        stream.reply();
        assertThat(stream.reply()).as("an ack").isNotEmpty();
        assertThat(stream.done().status().isOk()).isTrue();
    }

    private static void refused(String field, RawChannel.Call call) {
        Status status = call.status();
        assertThat(status.getCode()).as(() -> "the code of " + status).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).startsWith(field + ":");
    }

    private static RawChannel.Call toPeer(String method, Message.Builder request) {
        return peer.ask("p2pchat.Peer/" + method, request.build().toByteArray());
    }

    private static RawChannel.Call toDirectory(String method, Message.Builder request) {
        return directory.ask("p2pchat.NodeDiscovery/" + method, request.build().toByteArray());
    }

    private static CreateNetworkRequest create() {
        DirectoryUser user = new DirectoryUser();
        return WireNds.proto(user.create(new NetworkName("g1")), user.keys());
    }

    private static RawChannel.Call create(Consumer<CreateNetworkRequest.Builder> change) {
        CreateNetworkRequest.Builder request = CREATE.toBuilder();
        change.accept(request);
        return toDirectory("CreateNetwork", request);
    }

    private static RawChannel.Call update(Consumer<UpdateLeaderRequest.Builder> change) {
        UpdateLeaderRequest.Builder request = UpdateLeaderRequest.newBuilder()
                .setName(CREATE.getName())
                .setChatId(CREATE.getChatId())
                .setGenesis(CREATE.getGenesis());
        change.accept(request);
        return toDirectory("UpdateLeader", request);
    }

    private static RawChannel.Call join(Consumer<JoinNetworkRequest.Builder> change) {
        JoinNetworkRequest.Builder request = JoinNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .setCard(WireKeys.proto(ServedNetwork.MEMBER_KEYS.card("ann")));
        change.accept(request);
        return toPeer("JoinNetwork", request);
    }

    private static RawChannel.Call coordinate(Consumer<p2pchat.proto.View.Builder> change) {
        CoordinatorRequest.Builder request = CoordinatorRequest.newBuilder().setHeader(ServedNetwork.header());
        change.accept(request.getViewBuilder());
        return toPeer("Coordinator", request);
    }

    private static RawChannel.Call batch(p2pchat.proto.ChatMessage.Builder message) {
        return exchange(Batch.newBuilder().addMessages(message));
    }

    private static RawChannel.Call exchange(Batch.Builder batch) {
        return peer.open("p2pchat.Peer/Exchange").send(ServedNetwork.hello()).send(frame(batch));
    }

    private static byte[] frame(Batch.Builder batch) {
        return ExchangeRequest.newBuilder().setBatch(batch).build().toByteArray();
    }

    private static p2pchat.proto.View.Builder members(p2pchat.proto.View.Builder view, int count) {
        view.setId(ViewId.newBuilder().setEpoch(1).setSeq(1)).setLeader(1);
        IntStream.rangeClosed(1, count).forEach(id -> view.addMembers(member(id)));
        return view.setGrant(WireKeys.proto(new DomainSamples(1).grant())).setSignature(bytes(64));
    }

    /** Returns a member whose signatures are not checked, because something else is wrong. */
    private static Member member(int id) {
        Member.Builder member =
                Member.newBuilder().setNodeId(id).setCard(WireKeys.proto(ServedNetwork.MEMBER_KEYS.card("ann")));
        member.getCardBuilder().getProofBuilder().setNonce(ByteString.copyFrom(new Uid(new UUID(0, id)).bytes()));
        return member.build();
    }

    private static Claim.Builder claim() {
        return Claim.newBuilder().setNode(CREATE.getFounder()).setHeard(1);
    }

    private static p2pchat.proto.ChatMessage.Builder message() {
        return p2pchat.proto.ChatMessage.newBuilder()
                .setMsgId(bytes(16))
                .setMsg(ByteString.copyFromUtf8("hello"))
                .setSalt(bytes(16))
                .setSeq(1)
                .setLamport(1)
                .setKind(MessageKind.TEXT);
    }

    private static MessageKey key(int node, long seq) {
        return MessageKey.newBuilder()
                .setNodeId(node)
                .setSeq(seq)
                .setHash(bytes(16))
                .build();
    }

    private static ByteString bytes(int count) {
        return ByteString.copyFrom(new byte[count]);
    }
}
