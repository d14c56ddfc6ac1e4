package p2pchat.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
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

/** Elections with manual time: n1 led and is gone, n2 to n4 remain (M7). */
class ElectionActorTest {

    private static final ElectionSettings SETTINGS = ElectionSettings.BALANCED;

    /** Manual time advances in steps that the actor can follow. */
    private static final Duration MARGIN = Duration.ofMillis(100);

    private static final Duration A_MOMENT = Duration.ofMillis(50);
    private static final View VIEW = new View(
            new ViewId(5, 3),
            new NodeId(1),
            IntStream.rangeClosed(1, 4).mapToObj(ElectionActorTest::member).toList());

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestProbe<Asked> asked = kit.createTestProbe();
    private final TestProbe<ElectionReport> reports = kit.createTestProbe();
    private final ActorRef<ElectionActor.Command> election = kit.spawn(ElectionActor.create(
            SETTINGS,
            new ElectionActor.Ports(
                    new Electorate() {
                        @Override
                        public CompletionStage<ElectionAnswer> challenge(
                                Leader to, Header header, long epoch, Duration timeout) {
                            CompletableFuture<ElectionAnswer> answer = new CompletableFuture<>();
                            asked.ref().tell(new Asked(to, header, epoch, timeout, answer));
                            return answer;
                        }

                        @Override
                        public CompletionStage<Optional<ViewId>> confirm(
                                Leader through, Header header, MemberId leader, Duration timeout) {
                            return CompletableFuture.completedStage(Optional.of(header.view()));
                        }
                    },
                    report -> reports.ref().tell(report))));

    private record Asked(
            Leader to, Header header, long epoch, Duration timeout, CompletableFuture<ElectionAnswer> answer) {}

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void lowestSurvivorClaimsOnceThePollIsComplete() {
        election.tell(new ElectionActor.Handle(new Election.Input.MembershipChanged(electing(2, 1))));
        time.timePasses(Duration.ofMillis(1));
        reports.expectNoMessage(A_MOMENT);

        election.tell(new ElectionActor.Handle(new Election.Input.Polled(stint(1), 3)));

        reports.expectMessage(new ElectionReport.Claim(stint(1), 3));
        asked.expectNoMessage(A_MOMENT);
    }

    /** H21: one candidate acts alone. */
    @Test
    void eachRankWaitsForTheOneBeforeIt() {
        election.tell(
                new ElectionActor.Handle(new Election.Input.MembershipChanged(electing(4, 1)))); // after n2 and n3
        election.tell(new ElectionActor.Handle(new Election.Input.Polled(stint(1), 3)));

        awaitHandled();
        time.expectNoMessageFor(SETTINGS.stagger().multipliedBy(2).minus(MARGIN), asked);
        time.timePasses(MARGIN.multipliedBy(2));

        assertThat(List.of(asked.receiveMessage().to(), asked.receiveMessage().to()))
                .containsExactly(leader(2), leader(3));
    }

    @Test
    void challengesLowerIdsAboutTheLostEpoch() {
        Asked question = n3AsksN2();
        assertThat(question.to()).isEqualTo(leader(2));
        assertThat(question.epoch()).isEqualTo(5);
        assertThat(question.timeout()).isEqualTo(SETTINGS.answerTimeout());
        assertThat(question.header())
                .isEqualTo(new Header(Optional.of(new NodeId(3)), uid(3), Optional.of(uid(2)), VIEW.id()));
    }

    @Test
    void claimsWithoutAnswers() {
        Asked question = n3AsksN2();
        election.tell(new ElectionActor.Handle(new Election.Input.Polled(stint(1), 2)));
        reports.expectNoMessage(A_MOMENT);

        question.answer().completeExceptionally(new TimeoutException());

        reports.expectMessage(new ElectionReport.Claim(stint(1), 2));
    }

    @Test
    void electionIsOverIfNoCoordinatorFollows() {
        Asked question = n3AsksN2();
        election.tell(new ElectionActor.Handle(new Election.Input.Polled(stint(1), 3)));
        question.answer().complete(new ElectionAnswer.Alive(member(2).id(), false));

        time.expectNoMessageFor(SETTINGS.coordinatorWait().minus(MARGIN), reports);
        time.timePasses(MARGIN.multipliedBy(2));

        reports.expectMessage(new ElectionReport.Over(stint(1)));
    }

    @Test
    void coordinatorInTimeEndsTheWait() {
        Asked question = n3AsksN2();
        question.answer().complete(new ElectionAnswer.Alive(member(2).id(), false));
        reports.expectNoMessage(A_MOMENT);

        election.tell(new ElectionActor.Handle(new Election.Input.MembershipChanged(standing(3, Role.MEMBER, 2))));

        time.expectNoMessageFor(SETTINGS.coordinatorWait().plus(MARGIN), reports);
    }

    /** H3: a member that hears the leader stops the election of one that does not. */
    @Test
    void reportsFreshLeader() {
        n3AsksN2().answer().complete(new ElectionAnswer.LeaderFresh(VIEW.id()));
        reports.expectMessage(new ElectionReport.LeaderFresh(stint(1)));
    }

    @Test
    void ignoresAnswerOfEarlierStint() {
        Asked question = n3AsksN2();
        election.tell(new ElectionActor.Handle(new Election.Input.MembershipChanged(standing(3, Role.MEMBER, 2))));

        question.answer().complete(new ElectionAnswer.LeaderFresh(VIEW.id()));

        reports.expectNoMessage(A_MOMENT);
    }

    @Test
    void challengeIsAnsweredAndReported() {
        election.tell(new ElectionActor.Handle(new Election.Input.MembershipChanged(standing(2, Role.MEMBER, 1))));
        CompletableFuture<ElectionAnswer> answer = new CompletableFuture<>();

        election.tell(new ElectionActor.Challenged(
                new Header(Optional.of(new NodeId(3)), uid(3), Optional.of(uid(2)), VIEW.id()), answer));

        reports.expectMessage(new ElectionReport.Doubted(stint(1)));
        assertThat(answer)
                .isCompletedWithValue(new ElectionAnswer.Alive(member(2).id(), false));
    }

    private Asked n3AsksN2() {
        election.tell(new ElectionActor.Handle(new Election.Input.MembershipChanged(electing(3, 1))));
        awaitHandled();
        time.timePasses(SETTINGS.stagger().plus(MARGIN));
        return asked.receiveMessage();
    }

    /** Waits until the actor has handled what it was sent; its timers are set then. */
    private void awaitHandled() {
        CompletableFuture<ElectionAnswer> reply = new CompletableFuture<>();
        Header misdirected = new Header(Optional.empty(), uid(8), Optional.of(uid(9)), VIEW.id());
        election.tell(new ElectionActor.Challenged(misdirected, reply));
        assertThat(reply).succeedsWithin(Duration.ofSeconds(5));
    }

    private static MembershipSnapshot electing(int self, long stint) {
        return standing(self, Role.ELECTING, stint);
    }

    private static MembershipSnapshot standing(int self, Role role, long stint) {
        return new MembershipSnapshot(
                stint(stint),
                role,
                uid(self),
                Optional.of(new NodeId(self)),
                Optional.of(VIEW),
                Optional.of(leader(1)),
                VIEW.others(uid(self)),
                true);
    }

    private static Stint stint(long number) {
        return new Stint(VIEW.id(), number);
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
