package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.transport.DirectoryUser;
import p2pchat.transport.NdsCalls;

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
    private final List<DirectoryUser> users =
            Stream.generate(DirectoryUser::new).limit(AT_ONCE).toList();

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    @Tag("long")
    void grantedNetworksSurviveKills() throws Exception {
        RunningDirectory directory = processes.directory();
        NdsCalls calls = users.get(0).calls(system, directory.address());
        List<NdsCalls> ofUsers = users.stream()
                .map(user -> user.calls(system, directory.address()))
                .toList();
        Map<NetworkName, NetworkId> answered = new LinkedHashMap<>();
        for (int life = 0; life < KILLS; life++) {
            Founders founders = new Founders(ofUsers);
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

        private final List<NdsCalls> calls;

        Founders(List<NdsCalls> calls) {
            this.calls = calls;
            for (int i = 0; i < AT_ONCE; i++) {
                foundNext();
            }
        }

        /** Each network has another founder, because a device may found few. */
        private void foundNext() {
            int number = networks.incrementAndGet();
            int user = number % users.size();
            DirectoryRequest.Create create = users.get(user).create(new NetworkName("n" + number));
            calls.get(user).ask(create).whenComplete((reply, failure) -> {
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
}
