package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.answer;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.liveness.PingAnswer.Pong;
import p2pchat.model.Bytes;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.ViewId;
import p2pchat.proto.Direct;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;

/** A helper says that a member lives. That counts only with the member's own signature (attack 39). */
class IndirectPongTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final ViewId VIEW = ViewId.firstOf(1);
    private static final Pong ALIVE = new Pong(VIEW, true, true, Optional.empty(), Optional.empty());

    private final ServedNetwork helper = new ServedNetwork();
    private final ServedNetwork asker = ServedNetwork.ofMember();
    private final Keys target = new Keys(3);
    private final PeerCalls calls = new PeerCalls(new GrpcClients(asker.system, asker.key), asker.hosted, Keys.NETWORK);
    private final Header header = Headers.header(ServedNetwork.header());

    IndirectPongTest() {
        target.meet(ServedNetwork.MEMBER_KEYS, "member");
        ServedNetwork.MEMBER_KEYS.meet(target, "target");
    }

    @AfterEach
    void stop() {
        helper.close();
        asker.close();
    }

    @Test
    void acceptsPongThatTargetHasSigned() {
        Pong pong = signed(target, ALIVE, Ping.Asker::nonce);
        assertThat(pong.signature()).isPresent();
        assertThat(ask((ping, own) -> signed(target, ALIVE, of -> own.nonce()))).isInstanceOf(Pong.class);
        Leader through = new Leader(ServedNetwork.SELF_KEYS.id, helper.address);
        assertThat(answer(() -> calls.confirm(through, header, target.id, DEADLINE)))
                .contains(VIEW);
    }

    @Test
    void ignoresPongThatHelperMakesUp() {
        assertUnreached((ping, own) -> ALIVE);
        assertUnreached((ping, own) -> signed(ServedNetwork.SELF_KEYS, ALIVE, of -> own.nonce()));
        assertUnreached((ping, own) -> signed(target, ALIVE, of -> Bytes.of(new byte[16])));
        assertUnreached((ping, own) -> {
            Ping.Asker another = new Ping.Asker(ServedNetwork.SELF, own.nonce());
            return withSignature(ALIVE, target.edge.sign(proto(ALIVE), another));
        });
        Pong denies = new Pong(VIEW, true, false, Optional.empty(), Optional.empty());
        assertUnreached((ping, own) -> withSignature(ALIVE, target.edge.sign(proto(denies), own)));
        Pong old = new Pong(ViewId.firstOf(9), true, true, Optional.empty(), Optional.empty());
        assertUnreached((ping, own) -> withSignature(ALIVE, target.edge.sign(proto(old), own)));
    }

    /** Attack 45: the asker chooses the nonce, and gets a signature that is valid for a pong only. */
    @Test
    void signsNonceOnlyInPong() throws Exception {
        helper.answer = ping -> ALIVE;
        try (RawChannel hostile = new RawChannel(helper.address)) {
            for (String label : List.of("view v1", "card v1", "grant v1", "seal v1", "device v1")) {
                byte[] nonce =
                        ("p2p-chat " + label + " ".repeat(16)).substring(0, 16).getBytes(StandardCharsets.US_ASCII);
                LivenessPingRequest request = LivenessPingRequest.newBuilder()
                        .setHeader(ServedNetwork.header())
                        .setDirect(Direct.newBuilder()
                                .setAsker(Wire.bytes(ServedNetwork.MEMBER_KEYS.uid()))
                                .setNonce(ByteString.copyFrom(nonce)))
                        .build();
                p2pchat.proto.Pong pong = LivenessPingReply.parseFrom(
                                hostile.ask("p2pchat.Peer/LivenessPing", request.toByteArray())
                                        .reply())
                        .getPong();
                assertThat(ServedNetwork.MEMBER_KEYS.edge.isSigned(pong, ServedNetwork.SELF, Bytes.of(nonce)))
                        .isTrue();
            }
            LivenessPingRequest plain = LivenessPingRequest.newBuilder()
                    .setHeader(ServedNetwork.header())
                    .setDirect(Direct.getDefaultInstance())
                    .build();
            assertThat(LivenessPingReply.parseFrom(hostile.ask("p2pchat.Peer/LivenessPing", plain.toByteArray())
                                    .reply())
                            .getPong()
                            .getSignature())
                    .isEmpty();
        }
    }

    private void assertUnreached(BiFunction<Ping, Ping.Asker, PingAnswer> lie) {
        assertThat(ask(lie)).isEqualTo(new PingAnswer.Unreached());
    }

    private PingAnswer ask(BiFunction<Ping, Ping.Asker, PingAnswer> helpers) {
        helper.answer =
                ping -> helpers.apply(ping, ((Ping.Indirect) ping).asker().orElseThrow());
        Leader through = new Leader(ServedNetwork.SELF_KEYS.id, helper.address);
        return answer(() -> calls.ping(through, header, new Ping.Indirect(target.id), DEADLINE));
    }

    private static Pong signed(Keys by, Pong pong, Function<Ping.Asker, Bytes> nonce) {
        Ping.Asker any = new Ping.Asker(ServedNetwork.MEMBER_KEYS.uid(), Bytes.of(new byte[16]));
        Ping.Asker asker = new Ping.Asker(any.uid(), nonce.apply(any));
        return withSignature(pong, by.edge.sign(proto(pong), asker));
    }

    private static p2pchat.proto.Pong proto(Pong pong) {
        return WireLiveness.proto(pong, ServedNetwork.SELF_KEYS.edge).getPong();
    }

    private static Pong withSignature(Pong pong, p2pchat.proto.Pong signed) {
        Bytes signature = Bytes.of(signed.getSignature().toByteArray());
        return new Pong(
                pong.view(), pong.member(), pong.leading(), pong.leader(), pong.shown(), Optional.of(signature));
    }
}
