package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.get;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Exchanges;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.ViewId;

/** The end of a chat stream over a real connection: a cut is reported as lost, a farewell is not (H6, H8). */
class ExchangeEndsTest {

    private static final NodeId CALLED = new NodeId(1);

    private static ServedNetwork caller;
    private static ServedNetwork called;

    private final Sent sent = new Sent();

    /** Sends nothing, and records when the stream opens and ends. */
    private static final class Sent implements Exchanges.StreamListener {
        private final CompletableFuture<Ranges> have = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public void opened(Ranges stored) {
            have.complete(stored);
        }

        @Override
        public CompletionStage<List<ChatMessage>> nextBatch() {
            return new CompletableFuture<>();
        }

        @Override
        public void acknowledged(Ranges stored, Map<Long, String> refused) {
            throw new AssertionError("nothing was sent");
        }

        @Override
        public void closed(String cause) {
            closed.complete(cause);
        }
    }

    @BeforeAll
    static void serve() {
        caller = ServedNetwork.ofMember();
        called = new ServedNetwork();
    }

    @AfterAll
    static void stop() {
        caller.close();
        called.close();
    }

    @BeforeEach
    void assertNoConnectionLost() {
        caller.lost.clear();
        called.lost.clear();
    }

    /** A killed process sends no farewell; its machine closes the connection. */
    @Test
    void cutConnectionIsLostAtBothEnds() throws InterruptedException {
        try (Cable cable = new Cable(called.address)) {
            open(cable);
            long begun = System.nanoTime();
            cable.cut();

            assertThat(called.lost.poll(5, TimeUnit.SECONDS)).isEqualTo(ServedNetwork.MEMBER.uid());
            assertThat(caller.lost.poll(5, TimeUnit.SECONDS)).isEqualTo(ServedNetwork.SELF);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(1));
            get(sent.closed);
        }
    }

    @Test
    void closedStreamIsNotLost() throws InterruptedException {
        try (Cable cable = new Cable(called.address)) {
            Exchanges.Exchange exchange = open(cable);
            exchange.close();

            assertThat(get(sent.closed)).isEqualTo("ended");
            cable.cut();
            assertThat(called.lost.poll(500, TimeUnit.MILLISECONDS)).isNull();
            assertThat(caller.lost).isEmpty();
        }
    }

    private Exchanges.Exchange open(Cable cable) {
        Member member = new Member(
                new MemberId(CALLED, ServedNetwork.SELF), cable.address(), new Nick("ann"), ViewId.firstOf(1));
        Exchanges.Exchange exchange = new ExchangeClient(
                        caller.system,
                        new GrpcClients(caller.system, caller.key),
                        caller.hosted,
                        ServedNetwork.NETWORK,
                        ServedNetwork.MEMBER)
                .open(member, sent);
        get(sent.have);
        return exchange;
    }
}
