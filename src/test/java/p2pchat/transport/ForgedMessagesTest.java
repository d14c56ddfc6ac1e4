package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.failure;
import static p2pchat.transport.Loopback.get;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MessageHash;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Seal;
import p2pchat.model.VersionVector;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Peer;
import p2pchat.proto.SyncReply;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncQuery;

/** Messages that a member, a leader or a sync partner forges, over real connections (attacks 16 to 18, 20 and 42). */
class ForgedMessagesTest {

    private static final Keys MALLORY = ServedNetwork.MEMBER_KEYS;
    private static final Keys ANN = new Keys(33);
    private static final NodeId MALLORYS = MALLORY.id.node();
    private static final String EXCHANGE = "p2pchat.Peer/Exchange";

    private static ServedNetwork node;
    private static ServedNetwork mallorys;
    private static RawChannel hostile;

    private long forgeries;

    @BeforeAll
    static void serve() throws ForgedException {
        node = new ServedNetwork();
        mallorys = ServedNetwork.ofMember();
        hostile = new RawChannel(node.address);
        ServedNetwork.SELF_KEYS.ring.add(ANN.card("ann"));
        ServedNetwork.SELF_KEYS.edge.ids().add(List.of(ANN.member("ann"), MALLORY.member("mallory")));
    }

    @AfterAll
    static void stop() {
        hostile.close();
        mallorys.close();
        node.close();
    }

    @BeforeEach
    void nothingArrived() {
        node.arrived.clear();
        forgeries = node.hosted.forgeries();
    }

    // ---- a member, on its stream

    @Test
    void forgedBatchEndsItsStreamOnly() throws Exception {
        RawChannel.Call other = stream();
        Batch.Builder batch = SignedFrames.batch(MALLORY, text(1), text(2));
        batch.getMessagesBuilder(1).setMsg(ByteString.copyFromUtf8("altered"));
        RawChannel.Call forged = stream().send(frame(batch));

        assertThat(forged.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(node.arrived).isEmpty();
        assertThat(node.hosted.forgeries()).isEqualTo(forgeries + 1);
        assertThat(stored(other.send(frame(SignedFrames.batch(MALLORY, text(1))))))
                .isEqualTo(Ranges.upTo(1));
    }

    @Test
    void sealsOfAnotherAuthorAreRefused() throws Exception {
        Batch.Builder batch = SignedFrames.batch(MALLORY, text(1));
        batch.getSealsBuilder(0).setNodeId(ANN.id.node().value());
        assertThat(stream().send(frame(batch)).status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(node.arrived).isEmpty();
    }

    /** A frame of many signatures is verified by other threads than the small one that follows it. */
    @Test
    void framesOfAStreamKeepTheirOrder() throws Exception {
        RawChannel.Call stream = stream();
        ByteString none = WireChat.bytes(MessageHash.NONE);
        for (int round = 0; round < 5; round++) {
            long first = 1 + round * 101L;
            Batch.Builder large = Batch.newBuilder();
            LongStream.range(first, first + 100)
                    .mapToObj(seq -> SignedFrames.batch(MALLORY, text(seq).setPrev(none)))
                    .forEach(one -> large.mergeFrom(one.build()));
            stream.send(frame(large)).send(frame(SignedFrames.batch(MALLORY, text(first + 100))));
        }
        List<Long> order = new ArrayList<>();
        while (order.size() < 505) {
            ChatMessage next = node.arrived.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            order.add(next.key().seq());
        }
        assertThat(order).isEqualTo(LongStream.rangeClosed(1, 505).boxed().toList());
        assertThat(stream.done().status().isOk()).isTrue();
    }

    /** The protobuf library limits how deep unknown groups are nested (attack 42). */
    @Test
    void deeplyNestedFrameIsMalformed() throws Exception {
        byte[] groups = new byte[100_000];
        java.util.Arrays.fill(groups, (byte) 0xf3);
        IntStream.iterate(1, at -> at < groups.length, at -> at + 2).forEach(at -> groups[at] = 1);
        assertThat(stream().send(groups).status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    // ---- a leader that relays

    /** Attack 17. */
    @Test
    void relayOfOneMessageOfABurstIsStored() throws Exception {
        ChatMessage seventeenth = burst(10, 25).get(7);
        MessageReply reply = relay(UnaryOperator.identity(), seventeenth);
        assertThat(reply.getOk().getKey().getSeq()).isEqualTo(17);
        assertThat(node.arrived).containsExactly(seventeenth);
    }

    /** Attack 18. */
    @Test
    void alteredRelayIsRefused() {
        ChatMessage message = burst(10, 25).get(0);
        assertRelayRefused(
                request -> {
                    request.getMessageBuilder().setMsg(ByteString.copyFromUtf8("altered"));
                    return request;
                },
                message);
        assertRelayRefused(request -> request.clearSeals(), message);
    }

    /** Attack 18. */
    @Test
    void inventedRelayIsRefused() {
        p2pchat.proto.ChatMessage.Builder invented = SignedFrames.text(ANN.id.node(), 1, "never written");
        Batch.Builder signed = SignedFrames.batch(MALLORY, text(1).setMsg(invented.getMsg()));
        MessageRequest.Builder request = MessageRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .setMessage(invented.setChatId(ServedNetwork.header().getChatId()))
                .addSeals(signed.getSealsBuilder(0).setNodeId(ANN.id.node().value()));
        assertThat(ask(request).status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(node.arrived).isEmpty();
    }

    /** A leader cannot give an author another number before the view that names it arrives. */
    @Test
    void relayOfAnUnnamedAuthorWaits() throws Exception {
        Keys other = new Keys(99);
        MessageRequest.Builder request = MessageRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .setMessage(SignedFrames.text(other.id.node(), 1, "x")
                        .setChatId(ServedNetwork.header().getChatId()))
                .setAuthor(WireKeys.proto(other.card("eve")));
        request.addSeals(SignedFrames.batch(other, request.getMessageBuilder()).getSeals(0));
        assertThat(MessageReply.parseFrom(ask(request).reply()).hasRetry()).isTrue();
        assertThat(node.arrived).isEmpty();
        assertThat(ServedNetwork.SELF_KEYS.edge.ids().find(other.id.node())).isEmpty();
    }

    private void assertRelayRefused(UnaryOperator<MessageRequest.Builder> change, ChatMessage message) {
        MessageRequest.Builder request = change.apply(relayed(message));
        assertThat(ask(request).status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(node.arrived).isEmpty();
        assertThat(node.hosted.forgeries()).isGreaterThan(forgeries);
    }

    private static MessageReply relay(UnaryOperator<MessageRequest.Builder> change, ChatMessage message)
            throws Exception {
        return MessageReply.parseFrom(ask(change.apply(relayed(message))).reply());
    }

    private static MessageRequest.Builder relayed(ChatMessage message) {
        return WireUnaryMessages.message(message, ServedNetwork.header(), MALLORY.edge).toBuilder();
    }

    private static RawChannel.Call ask(MessageRequest.Builder request) {
        return hostile.ask("p2pchat.Peer/Message", request.build().toByteArray());
    }

    // ---- a sync partner

    private record Received(List<ChatMessage> messages) implements RemoteLogs.Receiver {
        @Override
        public void onHeader(LogState theirs, Map<NodeId, Nick> authors, List<ForkProof> proofs) {}

        @Override
        public CompletionStage<?> onMessages(List<ChatMessage> more) {
            messages.addAll(more);
            return CompletableFuture.completedFuture(true);
        }
    }

    /** Attack 17. */
    @Test
    void partnerPassesOnOneMessageOfABurst() {
        ChatMessage seventeenth = burst(10, 25).get(7);
        Received received = new Received(new ArrayList<>());
        get(pull(received, WireSync.chunk(List.of(seventeenth))));
        assertThat(received.messages()).containsExactly(seventeenth);
    }

    /** What came before the forged reply was verified, and is kept. Attacks 16 and 20. */
    @Test
    void forgedReplyEndsThePull() {
        List<ChatMessage> burst = burst(1, 3);
        for (UnaryOperator<SyncReply.Builder> change : List.<UnaryOperator<SyncReply.Builder>>of(
                reply -> {
                    reply.getMessagesBuilder(1).setMsg(ByteString.copyFromUtf8("altered"));
                    return reply;
                },
                reply -> {
                    reply.getMessagesBuilder(0).setLamport(77);
                    return reply;
                })) {
            List<ChatMessage> mixed = List.of(burst.get(1).erased(), burst.get(2));
            SyncReply forged = change.apply(WireSync.chunk(mixed).toBuilder()).build();
            Received received = new Received(new ArrayList<>());
            assertThat(failure(pull(received, WireSync.chunk(burst.subList(0, 1)), forged)))
                    .isInstanceOf(ForgedException.class);
            assertThat(received.messages()).isEqualTo(burst.subList(0, 1));
        }
    }

    private static CompletionStage<Void> pull(RemoteLogs.Receiver receiver, SyncReply... chunks) {
        List<SyncReply> replies = new ArrayList<>(List.of(SyncReply.getDefaultInstance()));
        replies.addAll(List.of(chunks));
        Peer partner = (Peer) Proxy.newProxyInstance(
                Peer.class.getClassLoader(), new Class<?>[] {Peer.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("sync");
                    return Source.from(replies);
                });
        Address address = get(GrpcServer.node(
                        mallorys.system, MALLORY.tls(), new Address("127.0.0.1", 0), caller -> partner))
                .address();
        Member from = new Member(MALLORY.id, address, new Nick("mallory"), ViewId.firstOf(1));
        return new SyncClient(
                        node.system,
                        new GrpcClients(node.system, ServedNetwork.SELF_KEYS.tls()),
                        node.hosted,
                        ServedNetwork.NETWORK,
                        ServedNetwork.SELF_KEYS.id)
                .pull(from, new SyncQuery(VersionVector.EMPTY, Optional.empty(), 0, false), receiver);
    }

    // ---- helpers

    private static RawChannel.Call stream() throws InterruptedException {
        RawChannel.Call stream = hostile.open(EXCHANGE).send(ServedNetwork.hello());
        stream.reply();
        return stream;
    }

    private static byte[] frame(Batch.Builder batch) {
        return ExchangeRequest.newBuilder().setBatch(batch).build().toByteArray();
    }

    private static Ranges stored(RawChannel.Call stream) throws Exception {
        return Wire.ranges(
                "ack", ExchangeReply.parseFrom(stream.reply()).getAck().getStored());
    }

    private static p2pchat.proto.ChatMessage.Builder text(long seq) {
        return SignedFrames.text(MALLORYS, seq, "text " + seq);
    }

    /** Returns messages of {@link #ANN} under one seal. */
    private static List<ChatMessage> burst(long first, long last) {
        List<ChatMessage> unsigned = LongStream.rangeClosed(first, last)
                .mapToObj(seq -> WireChat.message(
                        SignedFrames.text(ANN.id.node(), seq, "text " + seq).build(),
                        ANN.id.node(),
                        Optional.empty(),
                        ANN.ring::hash))
                .toList();
        List<MessageHash> hashes = unsigned.stream().map(ChatMessage::hash).toList();
        Seal seal = ANN.ring.seal(ANN.id.node(), first, hashes);
        return unsigned.stream().map(message -> message.sealed(seal)).toList();
    }
}
