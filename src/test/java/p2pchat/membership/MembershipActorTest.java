package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** A node whose store, directory and members answer on command. */
class MembershipActorTest {

    private static final Duration A_MOMENT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final NetworkName NAME = new NetworkName("g1");
    private static final NetworkId NETWORK = new NetworkId(new UUID(1, 1));
    private static final Uid SELF = uid(1);
    private static final Address ADDRESS = new Address("127.0.0.1", 4701);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<MembershipReport> reports = kit.createTestProbe();
    private final TestProbe<Asked> asked = kit.createTestProbe();
    private final TestProbe<Keeping> kept = kit.createTestProbe();
    private final TestProbe<Pushed> pushed = kit.createTestProbe();
    private Optional<NetworkInfo> record = Optional.empty();
    private final CompletableFuture<JoinReply> joined = new CompletableFuture<>();

    private record Asked(DirectoryRequest request, CompletableFuture<DirectoryReply> reply) {}

    private record Keeping(ViewStore.Kept kept, CompletableFuture<Void> done) {}

    private record Pushed(Leader to, Coordinator coordinator) {}

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    // ---- durable before it is acknowledged or shown (protocol 2.10)

    @Test
    void founderLeadsOnceItsViewIsStored() {
        start();
        foundingIsGranted();
        Keeping keeping = kept.receiveMessage();
        assertThat(keeping.kept().self()).contains(new MemberId(new NodeId(1), SELF));
        assertThat(drain()).noneMatch(MembershipActorTest::leads);

        keeping.done().complete(null);

        until(MembershipActorTest::leads);
    }

    @Test
    void leaderShowsViewOnceItIsStored() {
        ActorRef<MembershipActor.Command> membership = lead();

        CompletableFuture<JoinReply> first = join(membership, 2);
        Keeping keeping = kept.receiveMessage();
        drain();
        assertThat(first).isNotDone();

        keeping.done().complete(null);
        assertThat(first).succeedsWithin(PATIENCE).isInstanceOf(JoinReply.Joined.class);

        CompletableFuture<JoinReply> second = join(membership, 3);
        Keeping next = kept.receiveMessage();
        pushed.expectNoMessage(A_MOMENT);
        assertThat(second).isNotDone();
        next.done().complete(null);
        assertThat(pushed.receiveMessage().coordinator().view().members()).hasSize(3);
        assertThat(second).succeedsWithin(PATIENCE);
    }

    @Test
    void inputsWaitWhileViewIsStored() {
        ActorRef<MembershipActor.Command> membership = lead();
        CompletableFuture<JoinReply> first = join(membership, 2);
        CompletableFuture<JoinReply> second = join(membership, 3);
        Keeping keeping = kept.receiveMessage();
        kept.expectNoMessage(A_MOMENT);

        keeping.done().complete(null);
        assertThat(first).succeedsWithin(PATIENCE);
        Keeping next = kept.receiveMessage();
        assertThat(second).isNotDone();
        next.done().complete(null);
        assertThat(second).succeedsWithin(PATIENCE);
    }

    @Test
    void memberAcknowledgesViewOnceItIsStored() {
        Leader leader = new Leader(new MemberId(new NodeId(1), uid(9)), new Address("127.0.0.1", 4709));
        View view = view(leader, 1);
        record = Optional.of(new NetworkInfo(NETWORK, NAME, 5, Optional.of(leader), Duration.ZERO, 1));
        ActorRef<MembershipActor.Command> membership = start();
        joined.complete(new JoinReply.Joined(new MemberId(new NodeId(2), SELF), view));
        kept.receiveMessage().done().complete(null);
        until(report -> report instanceof MembershipReport.Changed changed
                && changed.snapshot().role() == Role.MEMBER);

        CompletableFuture<CoordinatorReply> reply = new CompletableFuture<>();
        membership.tell(new MembershipActor.CoordinatorRequested(
                new Header(Optional.of(new NodeId(1)), leader.uid(), Optional.of(SELF), new ViewId(5, 2)),
                new Coordinator(view(leader, 2), Optional.empty(), ViewReason.JOINED),
                reply));
        Keeping keeping = kept.receiveMessage();
        drain();
        assertThat(reply).isNotDone();
        keeping.done().complete(null);

        assertThat(reply).succeedsWithin(PATIENCE).isEqualTo(new CoordinatorReply.Installed(new ViewId(5, 2)));
    }

    // ---- failures

    @Test
    void reportsFailedStoreAndShowsNothing() {
        start();
        foundingIsGranted();
        IllegalStateException broken = new IllegalStateException("disk full");

        kept.receiveMessage().done().completeExceptionally(broken);

        assertThat(until(report -> report instanceof MembershipReport.StoreFailed))
                .noneMatch(MembershipActorTest::leads);
        assertThat(drain()).noneMatch(MembershipActorTest::leads);
    }

    @Test
    void founderThatLostTheRaceStops() {
        ActorRef<MembershipActor.Command> membership = start();
        NetworkId theirs = new NetworkId(new UUID(2, 2));
        Leader winner = new Leader(new MemberId(new NodeId(1), uid(9)), new Address("127.0.0.1", 4709));

        asked.receiveMessage()
                .reply()
                .complete(new DirectoryReply.NameTaken(
                        new NetworkInfo(theirs, NAME, 5, Optional.of(winner), Duration.ZERO, 1)));

        assertThat(until(report -> report instanceof MembershipReport.NameTaken))
                .endsWith(new MembershipReport.NameTaken(theirs));
        reports.expectTerminated(membership, PATIENCE);
        kept.expectNoMessage(A_MOMENT);
    }

    @Test
    void failsOpenRequestsWhenStopped() {
        ActorRef<MembershipActor.Command> membership = lead();
        CompletableFuture<JoinReply> waiting = join(membership, 2);
        kept.receiveMessage();

        kit.stop(membership);

        assertThat(waiting).failsWithin(PATIENCE);
    }

    private ActorRef<MembershipActor.Command> start() {
        Applicant applicant = new Applicant(NAME, SELF, new Nick("me"), ADDRESS, ADDRESS, true);
        ActorRef<MembershipActor.Command> membership = kit.spawn(MembershipActor.create(
                NAME,
                new Membership(MembershipSettings.DEFAULT, applicant, Optional.of(NETWORK), ViewStore.Kept.NOTHING),
                new MembershipActor.Ports(
                        new HandDirectory(),
                        new HandPeers(),
                        new HandViews(),
                        report -> reports.ref().tell(report),
                        () -> 1_000,
                        () -> 0)));
        reports.receiveMessage(); // the first snapshot; the search is scheduled
        drain();
        time.timePasses(Duration.ofMillis(100));
        return membership;
    }

    private ActorRef<MembershipActor.Command> lead() {
        ActorRef<MembershipActor.Command> membership = start();
        foundingIsGranted();
        kept.receiveMessage().done().complete(null);
        until(MembershipActorTest::leads);
        return membership;
    }

    private void foundingIsGranted() {
        Asked founding = asked.receiveMessage();
        assertThat(founding.request()).isInstanceOf(DirectoryRequest.Create.class);
        founding.reply()
                .complete(new DirectoryReply.Granted(
                        5,
                        new Leader(new MemberId(new NodeId(1), SELF), ADDRESS),
                        new IdBlock(1, 16),
                        Optional.empty()));
    }

    private static CompletableFuture<JoinReply> join(ActorRef<MembershipActor.Command> leader, int who) {
        CompletableFuture<JoinReply> reply = new CompletableFuture<>();
        leader.tell(new MembershipActor.JoinRequested(
                new Header(Optional.empty(), uid(who), Optional.of(SELF), ViewId.NONE),
                new JoinRequest(new Nick("n" + who), new Address("127.0.0.1", 4700 + who), false),
                reply));
        return reply;
    }

    private static boolean leads(MembershipReport report) {
        return report instanceof MembershipReport.Changed changed
                && changed.snapshot().role() == Role.LEADER;
    }

    /** Returns all reports up to the first wanted one. */
    private List<MembershipReport> until(Predicate<MembershipReport> wanted) {
        return reports.fishForMessage(
                PATIENCE,
                report -> wanted.test(report) ? FishingOutcomes.complete() : FishingOutcomes.continueAndCollect());
    }

    /** Returns the reports that arrive without further input. */
    private List<MembershipReport> drain() {
        List<MembershipReport> drained = new ArrayList<>();
        for (boolean more = true; more; ) {
            try {
                drained.add(reports.receiveMessage(A_MOMENT));
            } catch (AssertionError none) {
                more = false;
            }
        }
        return drained;
    }

    private static View view(Leader leader, int seq) {
        return new View(
                new ViewId(5, seq),
                leader.id().node(),
                List.of(
                        new Member(leader.id(), leader.address(), new Nick("n1"), ViewId.firstOf(5)),
                        new Member(new MemberId(new NodeId(2), SELF), ADDRESS, new Nick("me"), ViewId.firstOf(5))));
    }

    private static Uid uid(int number) {
        return new Uid(new UUID(0, number));
    }

    private final class HandDirectory implements DirectoryCalls {
        @Override
        public CompletionStage<List<NetworkInfo>> networks(int limit) {
            throw new AssertionError("unexpected call");
        }

        @Override
        public CompletionStage<Optional<NetworkInfo>> information(NetworkName name) {
            return CompletableFuture.completedFuture(record);
        }

        @Override
        public CompletionStage<DirectoryReply> ask(DirectoryRequest request) {
            CompletableFuture<DirectoryReply> reply = new CompletableFuture<>();
            asked.ref().tell(new Asked(request, reply));
            return reply;
        }
    }

    private final class HandPeers implements Peers {
        @Override
        public CompletionStage<JoinReply> join(Leader to, Header header, JoinRequest request, Duration timeout) {
            return joined;
        }

        @Override
        public CompletionStage<LeaveReply> leave(Leader to, Header header, Duration timeout) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<CoordinatorReply> coordinate(
                Leader to, Header header, Coordinator coordinator, Duration timeout) {
            pushed.ref().tell(new Pushed(to, coordinator));
            return new CompletableFuture<>();
        }
    }

    private final class HandViews implements ViewStore {
        @Override
        public CompletionStage<Kept> load() {
            return CompletableFuture.completedFuture(Kept.NOTHING);
        }

        @Override
        public CompletionStage<Void> keep(Kept next) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            kept.ref().tell(new Keeping(next, done));
            return done;
        }
    }
}
