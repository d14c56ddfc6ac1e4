package p2pchat.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The watch of n3 over its leader n1, with manual time (M6). */
class LivenessActorTest {

    private static final Duration PATIENCE = Duration.ofMillis(400);

    /** The random source always gives the shortest patience; the longest only bounds the pause between two pings. */
    private static final LivenessSettings SETTINGS =
            new LivenessSettings(PATIENCE, Duration.ofSeconds(5), Duration.ofMillis(250), Duration.ofSeconds(2));

    /** Shorter than a pause that would be detected. */
    private static final Duration STEP = Duration.ofMillis(100);

    private static final Duration A_MOMENT = Duration.ofMillis(50);
    private static final View VIEW = new View(
            new ViewId(5, 3),
            new NodeId(1),
            IntStream.rangeClosed(1, 4).mapToObj(LivenessActorTest::member).toList());
    private static final Stint STINT = new Stint(VIEW.id(), 1);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final TestProbe<Sent> pings = kit.createTestProbe();
    private final TestProbe<LivenessReport> reports = kit.createTestProbe();
    private final ActorRef<LivenessActor.Command> liveness = kit.spawn(LivenessActor.create(
            SETTINGS,
            new LivenessActor.Ports(
                    (to, header, ping, timeout) -> {
                        CompletableFuture<PingAnswer> answer = new CompletableFuture<>();
                        pings.ref().tell(new Sent(to, header, ping, timeout, answer));
                        return answer;
                    },
                    report -> reports.ref().tell(report),
                    clock::get,
                    clock::get,
                    () -> 0)));

    private record Sent(Leader to, Header header, Ping ping, Duration timeout, CompletableFuture<PingAnswer> answer) {}

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void pingsLeaderWhenPatienceIsOver() {
        follow();
        pass(3);
        pings.expectNoMessage(A_MOMENT);

        pass(2);

        Sent ping = pings.receiveMessage();
        assertThat(ping.to()).isEqualTo(leader(1));
        assertThat(ping.ping()).isInstanceOf(Ping.Direct.class);
        assertThat(ping.timeout()).isEqualTo(SETTINGS.pingTimeout());
        assertThat(ping.header())
                .isEqualTo(new Header(Optional.of(new NodeId(3)), uid(3), Optional.of(uid(1)), VIEW.id()));
    }

    @Test
    void frameOfLeaderRestartsPatience() {
        follow();
        pass(3);
        liveness.tell(
                new LivenessActor.Handle(new Liveness.Input.Heard(new HeardFrom(uid(1), Optional.empty(), false))));
        reports.expectMessage(new LivenessReport.LeaderFresh(STINT, true));

        pass(3);
        pings.expectNoMessage(A_MOMENT);

        pass(2);
        assertThat(pings.receiveMessage().to()).isEqualTo(leader(1));
    }

    @Test
    void frameOfAnotherMemberDoesNotRestartPatience() {
        follow();
        pass(3);
        liveness.tell(
                new LivenessActor.Handle(new Liveness.Input.Heard(new HeardFrom(uid(2), Optional.empty(), false))));
        pass(2);
        assertThat(pings.receiveMessage().to()).isEqualTo(leader(1));
    }

    @Test
    void reportsLeaderThatNoMemberReaches() {
        List<Sent> verification = verify();
        fail(verification.get(0));
        verification.get(1).answer().complete(new PingAnswer.Unreached());
        reports.expectNoMessage(A_MOMENT);
        fail(verification.get(2));

        reports.expectMessage(new LivenessReport.LeaderLost(STINT));
    }

    /** One more direct ping, and two through helpers (protocol 2.2). */
    @Test
    void verifiesDirectlyAndThroughTwoHelpers() {
        List<Sent> verification = verify();

        assertThat(verification).extracting(Sent::to).containsExactlyInAnyOrder(leader(1), leader(2), leader(4));
        assertThat(verification)
                .filteredOn(ping -> !ping.to().equals(leader(1)))
                .extracting(Sent::ping)
                .containsOnly(new Ping.Indirect(member(1).id()));
    }

    @Test
    void leaderThatAHelperReachesIsNotLost() {
        List<Sent> verification = verify();
        fail(verification.get(0));
        verification.get(1).answer().complete(pongOfLeader());
        reports.expectMessage(new LivenessReport.LeaderSuspected(STINT, false, Duration.ZERO));
        fail(verification.get(2));

        reports.expectNoMessage(A_MOMENT);
    }

    @Test
    void leaderHeardDuringVerificationIsNotLost() {
        List<Sent> verification = verify();
        liveness.tell(
                new LivenessActor.Handle(new Liveness.Input.Heard(new HeardFrom(uid(1), Optional.empty(), false))));
        reports.expectMessage(new LivenessReport.LeaderSuspected(STINT, false, Duration.ZERO));
        reports.expectMessage(new LivenessReport.LeaderFresh(STINT, true));

        verification.forEach(LivenessActorTest::fail);

        reports.expectNoMessage(A_MOMENT);
    }

    /** A lost connection is verified without waiting for the patience, only for the member with the lower id. */
    @Test
    void verifiesAfterLostConnection() {
        loseTheLeader();
        pings.expectNoMessage(A_MOMENT);
        pass(2);
        assertThat(List.of(
                        pings.receiveMessage().to(),
                        pings.receiveMessage().to(),
                        pings.receiveMessage().to()))
                .containsExactlyInAnyOrder(leader(1), leader(2), leader(4));
    }

    @Test
    void delayedVerificationIsDroppedIfLeaderIsHeard() {
        loseTheLeader();
        liveness.tell(
                new LivenessActor.Handle(new Liveness.Input.Heard(new HeardFrom(uid(1), Optional.empty(), false))));
        reports.expectMessage(new LivenessReport.LeaderSuspected(STINT, false, Duration.ZERO));
        pass(2);
        pings.expectNoMessage(A_MOMENT);
    }

    private void loseTheLeader() {
        follow();
        liveness.tell(new LivenessActor.Handle(new Liveness.Input.ConnectionLost(uid(1))));
        reports.expectMessage(new LivenessReport.LeaderSuspected(STINT, true, Duration.ZERO));
    }

    /** H6: a late timer means that this process stood still, not the others. */
    @Test
    void ownPauseReportsNoLoss() {
        List<Sent> verification = verify();
        clock.addAndGet(5_000);
        time.timePasses(Duration.ofMillis(300));
        reports.fishForMessage(
                Duration.ofSeconds(3),
                report -> report instanceof LivenessReport.Lagged
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());

        verification.forEach(LivenessActorTest::fail);

        reports.expectMessage(new LivenessReport.LeaderFresh(STINT, true)); // silence before the pause is forgiven
        reports.expectNoMessage(A_MOMENT);
    }

    @Test
    void reportsLeaderThatDenies() {
        Sent ping = pingAfterPatience();
        ping.answer().complete(new PingAnswer.Pong(VIEW.id(), false, true, Optional.of(leader(1)), Optional.empty()));
        reports.expectMessage(new LivenessReport.LeaderFresh(STINT, true));
        reports.expectMessage(new LivenessReport.LeaderDenies(STINT));
    }

    private void follow() {
        liveness.tell(new LivenessActor.Handle(new Liveness.Input.MembershipChanged(new MembershipSnapshot(
                STINT,
                Role.MEMBER,
                uid(3),
                Optional.of(new NodeId(3)),
                Optional.of(VIEW),
                Optional.of(leader(1)),
                VIEW.others(uid(3)),
                true))));
        awaitHandled();
    }

    private Sent pingAfterPatience() {
        follow();
        pass(5);
        return pings.receiveMessage();
    }

    /** Fails the ping; returns the pings of the verification, the direct one first. */
    private List<Sent> verify() {
        fail(pingAfterPatience());
        reports.expectMessage(new LivenessReport.LeaderSuspected(STINT, true, STEP.multipliedBy(5)));
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(pings.receiveMessage());
        }
        return sent;
    }

    private void pass(int steps) {
        for (int i = 0; i < steps; i++) {
            clock.addAndGet(STEP.toMillis());
            time.timePasses(STEP);
            awaitHandled();
        }
    }

    /** Waits until the actor has handled what it was sent; its timers are set then. */
    private void awaitHandled() {
        CompletableFuture<Liveness.Confirmed> reply = new CompletableFuture<>();
        liveness.tell(new LivenessActor.ConfirmRequested(member(1).id(), 0, reply));
        assertThat(reply).succeedsWithin(Duration.ofSeconds(5));
    }

    private static void fail(Sent ping) {
        ping.answer().completeExceptionally(new TimeoutException());
    }

    private static PingAnswer pongOfLeader() {
        return new PingAnswer.Pong(VIEW.id(), true, true, Optional.of(leader(1)), Optional.empty());
    }

    private static Uid uid(int node) {
        return new Uid(new UUID(0, node));
    }

    private static Leader leader(int node) {
        return Leader.of(member(node));
    }

    private static Member member(int node) {
        return new Member(
                new MemberId(new NodeId(node), uid(node)),
                new Address("127.0.0.1", 4700 + node),
                new Nick("n" + node),
                ViewId.firstOf(5));
    }
}
