package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.get;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.chat.Exchanges;
import p2pchat.election.ElectionAnswer;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.ViewId;

/** Calls to a member while its chat connection is full. */
class FullConnectionTest {

    private static final MemberId CALLED = new MemberId(new NodeId(1), ServedNetwork.SELF);
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long ROOM = 1L << 20;

    /** Sends more than any connection buffers. */
    private static final class Chatterbox implements Exchanges.StreamListener {
        private final CompletableFuture<Ranges> have = new CompletableFuture<>();
        private final Random random = new Random(1);
        private long last;

        @Override
        public void opened(Ranges stored) {
            have.complete(stored);
        }

        @Override
        public CompletionStage<List<ChatMessage>> nextBatch() {
            List<ChatMessage> batch = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                last++;
                batch.add(TestMessages.signedBy(
                        ServedNetwork.MEMBER_KEYS.ring,
                        TestMessages.create(
                                MessageId.at(last, random),
                                new MessageKey(ServedNetwork.MEMBER.node(), last),
                                Optional.empty(),
                                List.of(),
                                last,
                                1,
                                ChatMessage.Kind.TEXT,
                                "x".repeat(ChatMessage.MAX_TEXT_BYTES),
                                Optional.empty())));
            }
            return CompletableFuture.completedFuture(batch);
        }

        @Override
        public void acknowledged(Ranges stored, Map<Long, String> refused) {}

        @Override
        public void closed(String cause) {
            have.completeExceptionally(new IllegalStateException(cause));
        }
    }

    @Test
    void pingsAndElectionsDoNotWaitForChat() throws InterruptedException { // H23
        try (ServedNetwork caller = ServedNetwork.ofMember();
                ServedNetwork called = new ServedNetwork();
                Cable cable = new Cable(called.address, ROOM)) {
            GrpcClients clients = new GrpcClients(caller.system, caller.key);
            Chatterbox chat = new Chatterbox();
            new ExchangeClient(caller.system, clients, caller.hosted, ServedNetwork.NETWORK, ServedNetwork.MEMBER)
                    .open(new Member(CALLED, cable.address(), new Nick("ann"), ViewId.firstOf(1)), chat);
            get(chat.have);
            cable.awaitJam();

            PeerCalls calls = new PeerCalls(clients, caller.hosted, ServedNetwork.NETWORK);
            Leader leader = new Leader(CALLED, cable.address());
            Header header = Headers.header(ServedNetwork.header());
            long begun = System.nanoTime();
            assertThat(get(calls.ping(leader, header, new Ping.Direct(1, 0), DEADLINE)))
                    .isInstanceOf(PingAnswer.Unreached.class);
            assertThat(get(calls.challenge(leader, header, 1, DEADLINE)))
                    .isInstanceOf(ElectionAnswer.LeaderFresh.class);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(3));
        }
    }
}
