package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.nds.TestDirectory.A;
import static p2pchat.nds.TestDirectory.B;
import static p2pchat.nds.TestDirectory.C;
import static p2pchat.nds.TestDirectory.NAME;
import static p2pchat.nds.TestDirectory.NETWORK;
import static p2pchat.nds.TestDirectory.block;
import static p2pchat.nds.TestDirectory.claim;
import static p2pchat.nds.TestDirectory.founding;
import static p2pchat.nds.TestDirectory.handover;
import static p2pchat.nds.TestDirectory.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryReply.Busy;
import p2pchat.model.DirectoryReply.Denied;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.DirectoryReply.Refreshed;
import p2pchat.model.DirectoryReply.Retry;
import p2pchat.model.DirectoryReply.Stale;
import p2pchat.model.DirectoryRequest;

class DirectoryActorTest {

    private static final NetworkRecord LED_BY_A =
            new NetworkRecord(NETWORK, NAME, 1, 0, Optional.of(A), 16, false, true);

    private final ActorTestKit testKit = ActorTestKit.create();
    private final TestProbe<DirectoryActor.Unfounded> parent = testKit.createTestProbe();
    private final FakeDirectoryStore store = new FakeDirectoryStore();
    private final FakeLeaderCheck check = new FakeLeaderCheck();
    private final AtomicBoolean poisoned = new AtomicBoolean();
    private final DecisionContext.Source moments =
            new DecisionContext.Source(() -> 1_000, this::wallClock, new Random(1));
    private final List<Directory> published = new ArrayList<>();

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void answersAfterSaveAndStashesMeanwhile() throws Exception { // 2.10
        store.byHand();
        ActorRef<DirectoryActor.Command> actor = actor(Optional.empty());
        CompletableFuture<DirectoryReply> founded = ask(actor, founding(NETWORK, A));
        FakeDirectoryStore.Save save = store.nextSave();

        List<CompletableFuture<DirectoryReply>> others = new ArrayList<>();
        for (int i = 0; i < DirectoryActor.MAX_WAITING; i++) {
            others.add(ask(actor, refresh(A, 1, block(2, 16))));
        }
        assertThat(get(ask(actor, refresh(A, 1, block(2, 16))))).isEqualTo(new Retry("busy"));
        assertThat(founded).isNotDone();
        assertThat(published).isEmpty();

        store.atOnce();
        save.succeeds();
        assertThat(get(founded)).isInstanceOf(Granted.class);
        for (CompletableFuture<DirectoryReply> other : others) {
            assertThat(get(other)).isEqualTo(new Refreshed(block(2, 16)));
        }
        assertThat(save.record()).isEqualTo(NetworkRecord.founded(NETWORK, NAME, A));
    }

    @Test
    void keepsPreviousStateWhenSaveFails() throws Exception {
        store.byHand();
        ActorRef<DirectoryActor.Command> actor = actor(Optional.of(LED_BY_A));
        CompletableFuture<DirectoryReply> handedOver = ask(actor, handover(A, 1, Optional.of(B)));
        CompletableFuture<DirectoryReply> refreshed = ask(actor, refresh(A, 1, block(2, 16)));

        store.nextSave().fails();

        assertFails(handedOver, FakeDirectoryStore.diskFull());
        assertThat(get(refreshed)).isEqualTo(new Refreshed(block(2, 16)));
    }

    @Test
    void failedSaveAfterProbeFailsClaim() throws Exception {
        store.byHand();
        ActorRef<DirectoryActor.Command> actor = actor(Optional.of(LED_BY_A));
        CompletableFuture<DirectoryReply> first = ask(actor, claim(B, 1));
        check.next().leadsNoLonger();
        store.nextSave().fails();
        assertFails(first, FakeDirectoryStore.diskFull());

        CompletableFuture<DirectoryReply> second = ask(actor, claim(C, 1));
        check.next().leads(2);

        assertThat(get(second)).isEqualTo(new Denied(A));
    }

    @Test
    void failedFirstSaveIsReportedAndRefusesRequests() throws Exception {
        store.byHand();
        ActorRef<DirectoryActor.Command> actor = actor(Optional.empty());
        CompletableFuture<DirectoryReply> founded = ask(actor, founding(NETWORK, A));
        CompletableFuture<DirectoryReply> waiting = ask(actor, founding(NETWORK, B));

        store.nextSave().fails();

        assertFails(founded, FakeDirectoryStore.diskFull());
        assertFails(waiting, FakeDirectoryStore.diskFull());
        parent.expectMessage(new DirectoryActor.Unfounded(NAME, actor));
        assertFails(ask(actor, founding(NETWORK, C)), FakeDirectoryStore.diskFull());
        actor.tell(new DirectoryActor.Close());
        parent.expectTerminated(actor);
        assertThat(published).isEmpty();
    }

    @Test
    void checksConcurrentClaimsOneAtATime() throws Exception {
        ActorRef<DirectoryActor.Command> actor = actor(Optional.of(LED_BY_A));
        CompletableFuture<DirectoryReply> first = ask(actor, claim(B, 1));
        CompletableFuture<DirectoryReply> second = ask(actor, claim(C, 1));

        assertThat(get(second)).isEqualTo(new Busy());
        check.next().leadsNoLonger();

        assertThat(get(first)).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(get(ask(actor, claim(C, 1)))).isInstanceOf(Stale.class);
    }

    @Test
    void probesSilentLeaderTwice() throws Exception { // M7
        ActorRef<DirectoryActor.Command> actor = actor(Optional.of(LED_BY_A));
        CompletableFuture<DirectoryReply> reply = ask(actor, claim(B, 1));

        FakeLeaderCheck.Asked first = check.next();
        assertThat(first.leader()).isEqualTo(A);
        assertThat(first.epoch()).isEqualTo(1);
        first.isUnreachable();
        check.next().isUnreachable();

        assertThat(get(reply)).isInstanceOf(Granted.class);
    }

    @Test
    void restartsFromDurableRecordAfterCrash() throws Exception { // R3
        ActorRef<DirectoryActor.Command> actor = actor(Optional.of(LED_BY_A));
        get(ask(actor, handover(A, 1, Optional.of(B))));
        get(ask(actor, handover(B, 2, Optional.of(C))));

        crash(actor);

        assertThat(get(ask(actor, claim(C, 3)))).isEqualTo(new Granted(4, C, block(49, 64), Optional.empty()));
    }

    @Test
    void crashFailsRequestsAndIgnoresLateAnswers() throws Exception {
        ActorRef<DirectoryActor.Command> actor = actor(Optional.of(LED_BY_A));
        CompletableFuture<DirectoryReply> before = ask(actor, claim(B, 1));
        FakeLeaderCheck.Asked late = check.next();
        crash(actor);
        assertThatThrownBy(() -> get(before)).hasRootCauseInstanceOf(IllegalStateException.class);

        CompletableFuture<DirectoryReply> after = ask(actor, claim(C, 1));
        FakeLeaderCheck.Asked current = check.next();
        late.leadsNoLonger();
        current.leads(9);

        assertThat(get(after)).isEqualTo(new Denied(A));
    }

    @Test
    void stopFailsOpenRequests() throws Exception {
        store.byHand();
        ActorRef<DirectoryActor.Command> actor = actor(Optional.empty());
        CompletableFuture<DirectoryReply> founded = ask(actor, founding(NETWORK, A));
        store.nextSave();
        List<CompletableFuture<DirectoryReply>> stashed = new ArrayList<>();
        for (int i = 0; i < DirectoryActor.MAX_WAITING; i++) {
            stashed.add(ask(actor, refresh(A, 1, block(2, 16))));
        }
        get(ask(actor, refresh(A, 1, block(2, 16)))); // refused because the stash is full

        testKit.stop(actor);

        assertThatThrownBy(() -> get(founded)).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(stashed)
                .allSatisfy(reply ->
                        assertThatThrownBy(() -> get(reply)).hasRootCauseInstanceOf(IllegalStateException.class));
    }

    private long wallClock() {
        if (poisoned.getAndSet(false)) {
            throw new IllegalStateException("a bug");
        }
        return TestDirectory.WALL_CLOCK;
    }

    private void crash(ActorRef<DirectoryActor.Command> actor) {
        poisoned.set(true);
        CompletableFuture<DirectoryReply> poison = ask(actor, refresh(A, 1, block(2, 16)));
        assertThatThrownBy(() -> get(poison)).hasRootCauseMessage("the directory of this name restarted");
    }

    private ActorRef<DirectoryActor.Command> actor(Optional<NetworkRecord> record) {
        return testKit.spawn(Behaviors.supervise(DirectoryActor.create(
                        known -> Directory.of(NAME, known, 1_000, false, Directory.Settings.DEFAULT),
                        new DurableRecord(store, record),
                        check,
                        moments,
                        directory -> {
                            if (record.isEmpty()) {
                                published.add(directory);
                            }
                        },
                        parent.getRef()))
                .onFailure(SupervisorStrategy.restart()));
    }

    private static CompletableFuture<DirectoryReply> ask(
            ActorRef<DirectoryActor.Command> actor, DirectoryRequest request) {
        CompletableFuture<DirectoryReply> reply = new CompletableFuture<>();
        actor.tell(new DirectoryActor.Ask(request, reply));
        return reply;
    }

    private static DirectoryReply get(CompletableFuture<DirectoryReply> reply)
            throws ExecutionException, InterruptedException, TimeoutException {
        return reply.get(5, TimeUnit.SECONDS);
    }

    private static void assertFails(CompletableFuture<DirectoryReply> reply, Throwable cause) {
        assertThatThrownBy(() -> get(reply)).hasCause(cause);
    }
}
