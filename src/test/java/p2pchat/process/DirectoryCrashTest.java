package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
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

/** Goal: what a directory answered is true for ever. Method: kill -9 in the middle of a stream of creates. */
@Timeout(240)
final class DirectoryCrashTest {

    private static final int KILLS = 4;

    /** So many are answered in each life, and as many are under way when it is killed. */
    private static final int PER_LIFE = 40;

    @RegisterExtension
    final Processes processes = new Processes();

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "founders");
    private int networks;

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void everyAnsweredCreateSurvivesEveryKill() throws Exception {
        RunningDirectory directory = processes.directory();
        NdsCalls calls = new NdsCalls(new GrpcClients(system), directory.address());
        Map<NetworkName, NetworkId> answered = new LinkedHashMap<>();
        for (int life = 0; life < KILLS; life++) {
            var granted = new ConcurrentLinkedQueue<DirectoryRequest.Create>();
            CompletableFuture<Void> enough = new CompletableFuture<>();
            for (int i = 0; i < 2 * PER_LIFE; i++) {
                DirectoryRequest.Create create = create();
                calls.ask(create).thenAccept(reply -> {
                    assertThat(reply).isInstanceOf(DirectoryReply.Granted.class);
                    granted.add(create);
                    if (granted.size() >= PER_LIFE) {
                        enough.complete(null);
                    }
                });
            }
            enough.get(30, TimeUnit.SECONDS);
            directory.kill();
            granted.forEach(create -> answered.put(create.name(), create.network()));
            directory.restart();

            Map<NetworkName, NetworkId> kept =
                    calls.networks().toCompletableFuture().get(10, TimeUnit.SECONDS).stream()
                            .collect(Collectors.toMap(NetworkInfo::name, NetworkInfo::id));
            assertThat(kept).containsAllEntriesOf(answered);
        }
        assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS * PER_LIFE);
    }

    private DirectoryRequest.Create create() {
        networks++;
        Leader founder = new Leader(new MemberId(new NodeId(1), Uid.random()), new Address("127.0.0.1", 9));
        return new DirectoryRequest.Create(new NetworkName("n" + networks), NetworkId.random(), founder);
    }
}
