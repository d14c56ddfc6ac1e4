package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.SigningKey;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.PeerClient;

/** Peers that stop, restart or hang, over real sockets. */
class RenewingClientTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(2);

    private static ActorSystem<Void> system;
    private static GrpcClients clients;

    @BeforeAll
    static void start() {
        system = ActorSystem.create(Behaviors.empty(), "clients");
        clients = new GrpcClients(system, ServedNetwork.MEMBER_KEYS.tls());
    }

    @AfterAll
    static void stop() {
        system.terminate();
    }

    @Test
    void reconnectsSoonAfterPeerRestarts() {
        AtomicInteger made = new AtomicInteger();
        ServedNetwork before = new ServedNetwork();
        RenewingClient<PeerClient> client = counting(before.address, made);
        assertThat(Loopback.get(leave(client)).hasOk()).isTrue();
        before.close();
        for (int i = 0; i < 20; i++) {
            Loopback.failure(leave(client));
        }

        try (ServedNetwork after = new ServedNetwork(before.address)) {
            long back = System.nanoTime();
            assertThat(Loopback.get(untilAnswered(client)).hasOk()).isTrue();
            assertThat(since(back)).isLessThan(BACK_WITHIN);
            assertThat(made)
                    .as("a failed channel backs off for minutes, so it is replaced once")
                    .hasValue(2);
        }
    }

    @Test
    void closedPortFailsAtOnceWithoutClient() {
        Address dead = Loopback.deadPort();
        AtomicInteger made = new AtomicInteger();
        RenewingClient<PeerClient> client = counting(dead, made);

        long start = System.nanoTime();
        assertThat(Loopback.failure(leave(client))).isInstanceOf(ConnectException.class);
        assertThat(since(start)).isLessThan(AT_ONCE);
        for (int i = 0; i < 50; i++) {
            Loopback.failure(leave(client));
        }
        assertThat(made).hasValue(0);
    }

    @Test
    void concurrentCallsShareClient() {
        try (ServedNetwork peer = new ServedNetwork()) {
            AtomicInteger made = new AtomicInteger();
            RenewingClient<PeerClient> client = counting(peer.address, made);
            CompletableFuture<?>[] calls = new CompletableFuture<?>[50];
            for (int i = 0; i < calls.length; i++) {
                calls[i] = leave(client).toCompletableFuture();
            }
            Loopback.get(CompletableFuture.allOf(calls));
            assertThat(made).hasValue(1);
        }
    }

    @Test
    void closedClientFails() {
        RenewingClient<PeerClient> client = counting(Loopback.deadPort(), new AtomicInteger());
        client.close();
        assertThat(Loopback.failure(leave(client))).isInstanceOf(IllegalStateException.class);
    }

    /** Accepts connections but does not answer, like a frozen process. */
    @Test
    void hungPeerFailsAtDeadline() throws IOException {
        Duration deadline = Duration.ofMillis(300);
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PeerCalls calls = new PeerCalls(clients, ServedNetwork.MEMBER_KEYS.registry(), ServedNetwork.NETWORK);
            long start = System.nanoTime();
            assertThat(Loopback.failure(ping(calls, new Address("127.0.0.1", hung.getLocalPort()), deadline)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(since(start)).isBetween(deadline, deadline.plus(AT_ONCE));
        }
    }

    /** Attack 7. */
    @Test
    void sendsNothingToAnotherKey() {
        DeviceKey expected;
        Address address;
        try (ServedNetwork before = new ServedNetwork()) {
            expected = before.key.device();
            address = before.address;
            assertThat(Loopback.get(leave(clients.control(address, expected))).hasOk())
                    .isTrue();
        }
        AtomicInteger callers = new AtomicInteger();
        SigningKey other = ServedNetwork.randomKey();
        Loopback.get(GrpcServer.node(system, other, address, caller -> {
            callers.incrementAndGet();
            return new PeerService(new NetworkRegistry(), caller);
        }));

        Set<Problem.WrongKey> reported = ConcurrentHashMap.newKeySet();
        GrpcClients watched = new GrpcClients(system, ServedNetwork.randomKey(), reported::add);
        Throwable failure = Loopback.failure(leave(watched.control(address, expected)));

        Problem.WrongKey problem = new Problem.WrongKey(address, expected, other.device());
        assertThat(ProblemException.find(failure)).contains(problem);
        assertThat(reported).containsExactly(problem);
        assertThat(callers).hasValue(0);
    }

    @Test
    void peerAnswersPing() {
        try (ServedNetwork peer = new ServedNetwork()) {
            PeerCalls calls = new PeerCalls(clients, ServedNetwork.MEMBER_KEYS.registry(), ServedNetwork.NETWORK);
            assertThat(Loopback.get(ping(calls, peer.address, AT_ONCE.multipliedBy(5))))
                    .isEqualTo(new PingAnswer.Unreached());
        }
    }

    private static CompletionStage<PingAnswer> ping(PeerCalls calls, Address to, Duration deadline) {
        Leader peer = new Leader(new MemberId(new NodeId(1), ServedNetwork.SELF), to);
        return calls.ping(peer, Headers.header(ServedNetwork.header()), new Ping.Direct(1, 0), deadline);
    }

    private static CompletionStage<LeaveNetworkReply> leave(RenewingClient<PeerClient> client) {
        return client.call(peer -> peer.leaveNetwork(LeaveNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .build()));
    }

    /** Retries as soon as the last call failed. */
    private static CompletionStage<LeaveNetworkReply> untilAnswered(RenewingClient<PeerClient> client) {
        return leave(client).exceptionallyCompose(cause -> untilAnswered(client));
    }

    private static RenewingClient<PeerClient> counting(Address address, AtomicInteger made) {
        return clients.client(address, ServerKeyCheck.ANY, settings -> {
            made.incrementAndGet();
            return PeerClient.create(settings, system);
        });
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
