package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.nds.TestDirectory.A;
import static p2pchat.nds.TestDirectory.B;
import static p2pchat.nds.TestDirectory.C;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRefWithCell;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.WorstInputs;
import p2pchat.WorstValues;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryReply.Full;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.DirectoryReply.NameTaken;
import p2pchat.model.DirectoryReply.Refreshed;
import p2pchat.model.DirectoryReply.Retry;
import p2pchat.model.DirectoryReply.Unknown;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Create;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.ViewId;

class NdsGuardianTest {

    private static final NetworkName ZOO = new NetworkName("zoo");
    private static final NetworkName ANTS = new NetworkName("ants");
    private static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));

    private final ActorTestKit testKit = ActorTestKit.create();
    private final TestProbe<Object> probe = testKit.createTestProbe();
    private final AtomicLong now = new AtomicLong(1_000);
    private final AtomicBoolean poisoned = new AtomicBoolean();
    private final FakeLeaderCheck check = new FakeLeaderCheck();
    private final CompletableFuture<Done> started = new CompletableFuture<>();

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void listsNetworksByName() { // M3
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore().readable());
        ask(directory, create(ZOO, A));
        ask(directory, create(ANTS, B));
        now.addAndGet(5_000);
        ask(directory, refresh(ZOO, A, 7));
        now.addAndGet(1_000);

        List<NetworkInfo> all = list(directory, Optional.empty());

        assertThat(all).extracting(NetworkInfo::name).containsExactly(ANTS, ZOO);
        assertThat(all).extracting(NetworkInfo::members).containsExactly(1, 7);
        assertThat(all).extracting(NetworkInfo::silence).containsExactly(Duration.ofSeconds(6), Duration.ofSeconds(1));
        assertThat(list(directory, Optional.of(ZOO)))
                .extracting(NetworkInfo::leader)
                .containsExactly(Optional.of(A));
        assertThat(list(directory, Optional.of(new NetworkName("unknown")))).isEmpty();
    }

    @Test
    void loadsRecordsFromStore() {
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore(record(ZOO, 7, A)).readable());

        assertThat(list(directory, Optional.empty()))
                .extracting(NetworkInfo::epoch)
                .containsExactly(7L);
        assertThat(ask(directory, create(ZOO, B))).isInstanceOf(NameTaken.class);
        assertThat(ask(directory, claim(ZOO, A, 7)))
                .isEqualTo(new Granted(8, A, new IdBlock(65, 80), Optional.empty()));
    }

    @Test
    void restoresOldCopyFromLeaders() { // H5
        NetworkRecord copy = new NetworkRecord(NETWORK, ZOO, 1, 0, Optional.of(A), 16, true, true);
        ActorRef<NdsGuardian.Command> directory =
                directory(new FakeDirectoryStore(copy).putBack().readable());

        assertThat(ask(directory, claim(ZOO, B, 1))).isInstanceOf(Retry.class);
        assertThat(ask(directory, claim(ANTS, B, 7))).isInstanceOf(Retry.class);
        assertThat(ask(directory, refresh(ZOO, A, 7))).isEqualTo(new Refreshed(new IdBlock(1, 16)));
        now.addAndGet(15_000);
        assertThat(ask(directory, claim(ZOO, A, 1)))
                .isInstanceOfSatisfying(
                        Granted.class, grant -> assertThat(grant.epoch()).isGreaterThan(1_000));
    }

    @Test
    void stashesRequestsWhileLoading() {
        FakeDirectoryStore store = new FakeDirectoryStore(record(ZOO, 7, A));
        ActorRef<NdsGuardian.Command> directory = directory(store);
        CompletableFuture<DirectoryReply> early = send(directory, create(ZOO, B));
        assertThat(started).isNotDone();

        store.readable();

        assertThat(get(early)).isInstanceOf(NameTaken.class);
        assertThat(started).isCompleted();
    }

    @Test
    void stopsWhenStoreCannotBeRead() {
        FakeDirectoryStore store = new FakeDirectoryStore().broken();
        ActorRef<NdsGuardian.Command> directory = directory(store);
        CompletableFuture<DirectoryReply> early = send(directory, create(ZOO, B));

        store.readable();

        assertThatThrownBy(() -> get(started)).hasCause(FakeDirectoryStore.diskFull());
        assertThatThrownBy(() -> get(early)).hasRootCauseInstanceOf(IllegalStateException.class);
        probe.expectTerminated(directory);
    }

    @Test
    void limitsNumberOfNetworks() { // 2.1
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore(record(ZOO, 7, A)).readable());
        assertThat(ask(directory, create(ANTS, B))).isInstanceOf(Granted.class);

        assertThat(ask(directory, create(new NetworkName("third"), C))).isEqualTo(new Full(2));

        assertThat(ask(directory, claim(new NetworkName("third"), C, 4))).isEqualTo(new Full(2));
        assertThat(ask(directory, create(ANTS, B))).isInstanceOf(Granted.class);
    }

    @Test
    void spawnsNoActorForUnknownName() {
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore(record(ZOO, 7, A)).readable());

        for (int i = 0; i < 100; i++) {
            assertThat(ask(directory, claim(new NetworkName("n" + i), B, 0))).isEqualTo(new Unknown());
        }

        assertThat(children(directory)).isZero();
    }

    @Test
    void failedCreateFreesName() throws Exception {
        FakeDirectoryStore store = new FakeDirectoryStore().readable().byHand();
        ActorRef<NdsGuardian.Command> directory = directory(store);
        for (String name : List.of("one", "two", "three")) {
            CompletableFuture<DirectoryReply> refused = send(directory, create(new NetworkName(name), A));
            store.nextSave().fails();
            assertThatThrownBy(() -> get(refused)).hasCause(FakeDirectoryStore.diskFull());
            probe.awaitAssert(() -> {
                assertThat(children(directory)).isZero();
                return true;
            });
        }
        assertThat(list(directory, Optional.empty())).isEmpty();

        store.atOnce();
        assertThat(ask(directory, create(new NetworkName("one"), B))).isInstanceOf(Granted.class);
    }

    @Test
    void replacesActorThatFailsRepeatedly() {
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore(record(ZOO, 7, A)).readable());
        ask(directory, claim(ZOO, A, 7));
        for (int i = 0; i < 11; i++) {
            poisoned.set(true);
            CompletableFuture<DirectoryReply> poison = send(directory, refresh(ZOO, A, 3));
            assertThatThrownBy(() -> get(poison)).hasRootCauseInstanceOf(IllegalStateException.class);
        }
        probe.awaitAssert(() -> {
            assertThat(children(directory)).isZero();
            return true;
        });

        assertThat(ask(directory, claim(ZOO, A, 8))).isInstanceOf(Granted.class);
        assertThat(list(directory, Optional.of(ZOO)))
                .extracting(NetworkInfo::epoch)
                .containsExactly(9L);
    }

    @Test
    void stopFailsWaitingRequests() throws Exception {
        FakeDirectoryStore store = new FakeDirectoryStore().readable().byHand();
        ActorRef<NdsGuardian.Command> directory = directory(store);
        CompletableFuture<DirectoryReply> waiting = send(directory, create(ZOO, A));
        store.nextSave();

        testKit.stop(directory);

        assertThatThrownBy(() -> get(waiting)).hasRootCauseMessage("the directory is stopping");
    }

    /** Reliability F7. */
    @Test
    void sweepDeletesNetworksWithoutRefresh() throws InterruptedException {
        FakeDirectoryStore store = new FakeDirectoryStore(record(ANTS, 7, A)).readable();
        ActorRef<NdsGuardian.Command> directory = directory(store);
        assertThat(ask(directory, create(ZOO, A))).isInstanceOf(Granted.class);
        assertThat(ask(directory, create(new NetworkName("third"), A))).isInstanceOf(Full.class);

        now.addAndGet(Directory.Settings.DEFAULT.abandonedAfter().toMillis());
        directory.tell(new NdsGuardian.Sweep());

        assertThat(store.deleted.poll(5, TimeUnit.SECONDS)).isEqualTo(ZOO);
        probe.awaitAssert(() -> {
            assertThat(list(directory, Optional.empty()))
                    .extracting(NetworkInfo::name)
                    .containsExactly(ANTS);
            assertThat(ask(directory, create(new NetworkName("third"), B))).isInstanceOf(Granted.class);
            return null;
        });
    }

    /** Reliability F7. */
    @Test
    void oneAddressCannotFillDirectory() {
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore().readable(), 1000);
        for (int network = 0; network < NdsGuardian.MAX_ADDED; network++) {
            assertThat(ask(directory, create(new NetworkName("n" + network), A)))
                    .isInstanceOf(Granted.class);
        }
        assertThat(ask(directory, create(ZOO, A))).isInstanceOf(Retry.class);
        assertThat(ask(directory, refresh(ZOO, A, 3))).isInstanceOf(Retry.class);
        assertThat(ask(directory, refresh(new NetworkName("n1"), A, 1))).isInstanceOf(Refreshed.class);
        assertThat(get(send(directory, create(ZOO, A), "10.0.0.2"))).isInstanceOf(Granted.class);

        now.addAndGet(NdsGuardian.MILLIS_EACH);
        assertThat(ask(directory, create(ANTS, A))).isInstanceOf(Granted.class);
        assertThat(ask(directory, create(new NetworkName("third"), A))).isInstanceOf(Retry.class);
    }

    @Test
    void listEndsAtLimit() {
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore().readable());
        ask(directory, create(ZOO, A));
        ask(directory, create(ANTS, B));
        CompletableFuture<List<NetworkInfo>> reply = new CompletableFuture<>();
        directory.tell(new NdsGuardian.ListNetworks(Optional.empty(), 1, reply));
        assertThat(get(reply)).extracting(NetworkInfo::name).containsExactly(ANTS);
    }

    @Test
    void refreshRestoresLostNetwork() { // H5
        ActorRef<NdsGuardian.Command> directory = directory(new FakeDirectoryStore().readable());

        assertThat(ask(directory, refresh(ZOO, A, 3))).isEqualTo(new Refreshed(new IdBlock(1, 16)));
        assertThat(list(directory, Optional.empty())).hasSize(1);
    }

    /** No request ends the directory, and each gets an answer (reliability F1). */
    @Test
    void survivesWorstInput() {
        for (int seed = 0; seed < WorstInputs.SEEDS; seed++) {
            WorstValues values = WorstInputs.values(seed);
            DecisionContext.Source moments = new DecisionContext.Source(() -> 1_000, this::wallClock, new Random(1));
            LeaderCheck leaders = (network, leader, epoch) ->
                    CompletableFuture.completedFuture(values.of(LeaderCheck.Confirmation.class));
            ActorRef<NdsGuardian.Command> directory = testKit.spawn(NdsGuardian.create(
                    new NdsGuardian.Ports(new FakeDirectoryStore().readable(), leaders, moments),
                    Directory.Settings.DEFAULT,
                    1_000,
                    new CompletableFuture<>()));
            List<CompletableFuture<?>> replies = new ArrayList<>();
            for (int i = 0; i < WorstInputs.INPUTS; i++) {
                NdsGuardian.Ask ask = values.of(NdsGuardian.Ask.class);
                NdsGuardian.ListNetworks list = values.of(NdsGuardian.ListNetworks.class);
                replies.addAll(List.of(ask.reply(), list.reply()));
                directory.tell(ask);
                directory.tell(list);
            }
            replies.forEach(NdsGuardianTest::get);
        }
    }

    private ActorRef<NdsGuardian.Command> directory(FakeDirectoryStore store) {
        return directory(store, 2);
    }

    private ActorRef<NdsGuardian.Command> directory(FakeDirectoryStore store, int maxNetworks) {
        DecisionContext.Source moments = new DecisionContext.Source(now::get, this::wallClock, new Random(1));
        return testKit.spawn(NdsGuardian.create(
                new NdsGuardian.Ports(store, check, moments), Directory.Settings.DEFAULT, maxNetworks, started));
    }

    private long wallClock() {
        if (poisoned.getAndSet(false)) {
            throw new IllegalStateException("a bug");
        }
        return TestDirectory.WALL_CLOCK;
    }

    /** The testkit does not expose the children of an actor. */
    private static int children(ActorRef<?> actor) {
        return ((ActorRefWithCell) Adapter.toClassic(actor))
                .underlying()
                .childrenRefs()
                .children()
                .size();
    }

    private static CompletableFuture<DirectoryReply> send(
            ActorRef<NdsGuardian.Command> directory, DirectoryRequest request) {
        return send(directory, request, "127.0.0.1");
    }

    private static CompletableFuture<DirectoryReply> send(
            ActorRef<NdsGuardian.Command> directory, DirectoryRequest request, String origin) {
        CompletableFuture<DirectoryReply> reply = new CompletableFuture<>();
        directory.tell(new NdsGuardian.Ask(request, origin, reply));
        return reply;
    }

    private static DirectoryReply ask(ActorRef<NdsGuardian.Command> directory, DirectoryRequest request) {
        return get(send(directory, request));
    }

    private static List<NetworkInfo> list(ActorRef<NdsGuardian.Command> directory, Optional<NetworkName> only) {
        CompletableFuture<List<NetworkInfo>> reply = new CompletableFuture<>();
        directory.tell(new NdsGuardian.ListNetworks(only, NdsGuardian.MAX_NETWORKS, reply));
        return get(reply);
    }

    private static <T> T get(CompletableFuture<T> reply) {
        return reply.orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static NetworkRecord record(NetworkName name, long epoch, Leader leader) {
        return new NetworkRecord(NETWORK, name, epoch, epoch - 1, Optional.of(leader), 64, false, true);
    }

    private static Create create(NetworkName name, Leader founder) {
        return new Create(name, NETWORK, founder);
    }

    private static Claim claim(NetworkName name, Leader candidate, long epoch) {
        return new Claim(name, NETWORK, new ViewId(epoch, 0), candidate, 1, Optional.empty(), 0);
    }

    private static Refresh refresh(NetworkName name, Leader leader, int members) {
        return new Refresh(name, NETWORK, new ViewId(1, 1), leader, new IdBlock(1, 16), members);
    }
}
