package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/** A node that may run the directory itself, and enters while none answers. */
class DirectoryAtEntryTest {

    private static final Address USUAL = new Address("127.0.0.1", 4_700);

    private static final NetworkInfo LUNCH = new NetworkInfo(
            new NetworkId(new UUID(1, 1)), new NetworkName("lunch"), 1, Optional.empty(), Duration.ZERO, 0);

    private final ActorTestKit testKit = ActorTestKit.create();
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    private final AtomicInteger started = new AtomicInteger();

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void announcesStartedDirectoryToLaterListener() throws Exception {
        endpoint.records.add(CompletableFuture.completedFuture(Optional.empty()));
        ActorRef<NodeGuardian.Command> node = node(this::startsOne);
        while (started.get() == 0 || !known(node).reachable()) {
            Thread.onSpinWait();
        }
        enter(node);
        assertThat(next()).isInstanceOf(NetworkEvent.DirectoryStarted.class);
        awaitEntered();
    }

    @Test
    void retriesEntryWithReplacedDirectory() throws Exception {
        answers();
        endpoint.records.add(FakeEndpoint.silent()); // it went between the look and the question
        endpoint.records.add(CompletableFuture.completedFuture(Optional.empty()));
        ActorRef<NodeGuardian.Command> node = node(this::startsOne);
        while (!known(node).reachable()) {
            Thread.onSpinWait();
        }
        endpoint.listing = FakeEndpoint::silent;
        enter(node);
        awaitEntered();
        assertThat(started).hasValue(1);
    }

    @Test
    void failsWhenDirectoryIsLostTwice() throws Exception {
        answers();
        endpoint.records.add(FakeEndpoint.silent());
        enter(node(this::startsOne));
        assertThat(next())
                .isInstanceOfSatisfying(
                        NetworkEvent.Ended.class,
                        ended -> assertThat(ended.problem()).isPresent());
    }

    @Test
    void leavesNetworksThatWaitForFirstCheck() throws Exception {
        CompletableFuture<List<NetworkInfo>> look = new CompletableFuture<>();
        endpoint.listing = () -> look;
        ActorRef<NodeGuardian.Command> node = node(this::startsOne);
        enter(node);
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(left));
        left.get(10, TimeUnit.SECONDS);
        assertThat(next()).isEqualTo(new NetworkEvent.Ended(Optional.empty()));
        look.complete(List.of());
        assertThat(known(node).reachable()).isTrue();
        assertThat(events).as("the network is not entered").isEmpty();
    }

    /** A user who has just created a network must see it in the list. */
    @Test
    void refreshReturnsCurrentNetworks() throws Exception {
        answers();
        ActorRef<NodeGuardian.Command> node = node(this::startsOne);
        while (known(node).age().isEmpty()) {
            Thread.onSpinWait();
        }
        endpoint.listing = () -> CompletableFuture.completedFuture(List.of(LUNCH));
        assertThat(known(node, false).networks()).isEmpty();
        assertThat(known(node, true).networks()).containsExactly(LUNCH);
        CompletableFuture<List<NetworkInfo>> look = new CompletableFuture<>();
        endpoint.listing = () -> look;
        CompletableFuture<DirectoryWatch.Known> refreshed = new CompletableFuture<>();
        node.tell(new NodeGuardian.ListNetworks(refreshed, true));
        assertThat(known(node, false).networks()).as("answered from the cache").containsExactly(LUNCH);
        assertThat(refreshed).as("waits for the directory").isNotDone();
        look.complete(List.of());
        assertThat(refreshed.get(10, TimeUnit.SECONDS).networks()).isEmpty();
        endpoint.listing = () -> CompletableFuture.completedFuture(List.of(LUNCH));
        assertThat(known(node, true).networks()).containsExactly(LUNCH);
        endpoint.listing = CompletableFuture::new; // the directory does not answer, so the cached list is returned
        assertThat(known(node, true).networks()).containsExactly(LUNCH);
    }

    private ActorRef<NodeGuardian.Command> node(DirectoryHost host) {
        endpoint.directory = NodeFixture::grants;
        NodeContext world = new NodeContext(endpoint, new FakeStores(), () -> 1_000, () -> 1_000, new Random(1));
        return testKit.spawn(NodeGuardian.create(world, Optional.of(host)));
    }

    private CompletionStage<DirectoryHost.Running> startsOne() {
        started.incrementAndGet();
        answers();
        return CompletableFuture.completedFuture(new DirectoryHost.Running(USUAL, new CompletableFuture<>()));
    }

    private void answers() {
        endpoint.listing = () -> CompletableFuture.completedFuture(List.of());
    }

    private void enter(ActorRef<NodeGuardian.Command> node) {
        NetworkSettings settings = new NetworkSettings(
                new NetworkName("g1"),
                new Nick("bob"),
                new Address("10.0.0.9", 4_900),
                USUAL,
                NetworkSettings.Entry.JOIN_OR_CREATE,
                5,
                TimingProfile.FAST,
                false);
        node.tell(new NodeGuardian.Enter(settings, events::add));
    }

    private static DirectoryWatch.Known known(ActorRef<NodeGuardian.Command> node) throws Exception {
        return known(node, false);
    }

    private static DirectoryWatch.Known known(ActorRef<NodeGuardian.Command> node, boolean refresh) throws Exception {
        CompletableFuture<DirectoryWatch.Known> known = new CompletableFuture<>();
        node.tell(new NodeGuardian.ListNetworks(known, refresh));
        return known.get(10, TimeUnit.SECONDS);
    }

    private NetworkEvent next() throws Exception {
        NetworkEvent event = events.poll(10, TimeUnit.SECONDS);
        while (event instanceof NetworkEvent.Condition) {
            event = events.poll(10, TimeUnit.SECONDS);
        }
        assertThat(event).as("the next event").isNotNull();
        return event;
    }

    private void awaitEntered() throws Exception {
        for (NetworkEvent event = next(); !(event instanceof NetworkEvent.Entered); event = next()) {
            assertThat(event).isNotInstanceOf(NetworkEvent.Ended.class);
        }
    }
}
