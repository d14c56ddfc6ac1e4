package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import p2pchat.crypto.SigningKey;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.ServerKeyCheck;

/** Tests that a network that the directory granted survives kill -9 during a stream of creates. */
@Timeout(240)
@Tag("processes")
final class DirectoryCrashTest {

    private static final int KILLS = 4;

    /** The minimum number of grants between two kills. */
    private static final int PER_LIFE = 40;

    private static final int AT_ONCE = 8;

    @RegisterExtension
    final Processes processes = new Processes();

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "founders");
    private final AtomicInteger networks = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void grantedNetworksSurviveKills() throws Exception {
        RunningDirectory directory = processes.directory();
        NdsCalls calls = new NdsCalls(
                    new GrpcClients(system, SigningKey.random(new SecureRandom())),
                    directory.address(),
                    ServerKeyCheck.ANY);
        Map<NetworkName, NetworkId> answered = new LinkedHashMap<>();
        for (int life = 0; life < KILLS; life++) {
            Founders founders = new Founders(calls);
            founders.enough.get(60, TimeUnit.SECONDS);
            directory.kill(); // while others are in flight
            founders.stopped = true;
            founders.granted.forEach(create -> answered.put(create.name(), create.network()));
            directory.restart();

            Map<NetworkName, NetworkId> kept =
                    calls.networks(DirectoryCalls.ALL).toCompletableFuture().get(10, TimeUnit.SECONDS).stream()
                            .collect(Collectors.toMap(NetworkInfo::name, NetworkInfo::id));
            assertThat(kept).containsAllEntriesOf(answered);
        }
        assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS * PER_LIFE);
    }

    /** Creates networks, a few at a time, so that requests are always in flight. */
    private final class Founders {
        final Queue<DirectoryRequest.Create> granted = new ConcurrentLinkedQueue<>();
        final CompletableFuture<Void> enough = new CompletableFuture<>();
        volatile boolean stopped;

        private final NdsCalls calls;

        Founders(NdsCalls calls) {
            this.calls = calls;
            for (int i = 0; i < AT_ONCE; i++) {
                foundNext();
            }
        }

        private void foundNext() {
            DirectoryRequest.Create create = create();
            calls.ask(create).whenComplete((reply, failure) -> {
                if (reply instanceof DirectoryReply.Granted) {
                    granted.add(create);
                }
                if (granted.size() >= PER_LIFE) {
                    enough.complete(null);
                }
                if (!stopped) {
                    foundNext();
                }
            });
        }
    }

    private DirectoryRequest.Create create() {
        Leader founder = new Leader(new MemberId(new NodeId(1), Uid.random()), new Address("127.0.0.1", 9));
        return new DirectoryRequest.Create(
                new NetworkName("n" + networks.incrementAndGet()), NetworkId.random(), founder);
    }
}
