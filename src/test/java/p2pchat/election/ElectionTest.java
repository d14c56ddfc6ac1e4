package p2pchat.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.election.Election.Effect;
import p2pchat.election.Election.Input;
import p2pchat.election.Election.Timer;
import p2pchat.model.Address;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

final class ElectionTest {

    private static final ViewId VIEW = new ViewId(3, 2);
    private static final Stint STINT = new Stint(VIEW, 7);

    private final RandomGenerator random = new SplittableRandom(1);

    @Test
    void lowestSurvivorClaimsOnceThePollIsComplete() {
        Election election = new Election(ElectionSettings.BALANCED);
        assertThat(on(election, new Input.MembershipChanged(snapshot(2, Role.ELECTING))))
                .containsExactly(new Effect.Cancel(Timer.COORDINATOR_WAIT));
        assertThat(on(election, new Input.Polled(STINT, 3)))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 3)));
    }

    @Test
    void eachRankWaitsForTheOneBeforeIt() {
        Election election = new Election(ElectionSettings.BALANCED);
        assertThat(on(election, new Input.MembershipChanged(snapshot(4, Role.ELECTING))))
                .contains(new Effect.Schedule(Timer.STAGGER, 300));
    }

    @Test
    void yieldsToLowerIdUntilTheWaitIsOver() {
        Election election = asking(4);
        assertThat(answered(election, new ElectionAnswer.Alive(member(2).id(), false)))
                .containsExactly(new Effect.Schedule(Timer.COORDINATOR_WAIT, 3_000));
        assertThat(on(election, new Input.TimerFired(Timer.COORDINATOR_WAIT)))
                .contains(new Effect.Report(new ElectionReport.Over(STINT)));
    }

    @Test
    void doesNotWaitForMemberWithoutDirectory() {
        assertThat(answered(asking(3), new ElectionAnswer.Alive(member(2).id(), true)))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    @Test
    void doesNotYieldToIncarnationWithHigherId() {
        assertThat(answered(asking(3), new ElectionAnswer.Alive(member(9).id(), false)))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    @Test
    void reportsLeaderThatAnotherMemberHears() {
        Election election = asking(3);
        assertThat(answered(election, new ElectionAnswer.LeaderFresh(VIEW)))
                .containsExactly(
                        new Effect.Confirm(1, Leader.of(member(2)), member(1).id(), 800));
        assertThat(on(election, new Input.Confirmed(1, Optional.of(VIEW))))
                .contains(new Effect.Report(new ElectionReport.LeaderFresh(STINT)));
    }

    /** Attack 39: a member says that it hears the leader, and cannot show its answer. */
    @Test
    void claimsWhenLeaderIsNotConfirmed() {
        for (Optional<ViewId> leading : List.of(Optional.<ViewId>empty(), Optional.of(new ViewId(2, 9)))) {
            Election election = asking(3);
            answered(election, new ElectionAnswer.LeaderFresh(VIEW));
            assertThat(on(election, new Input.Confirmed(1, leading)))
                    .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
        }
        assertThat(answered(asking(3), new ElectionAnswer.LeaderFresh(new ViewId(9, 1))))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    /** Attack 39: the lowest member is alive for ever and does not become leader. */
    @Test
    void yieldsTwicePerEpoch() {
        Election election = asking(3);
        Effect claim = new Effect.Report(new ElectionReport.Claim(STINT, 2));
        for (int attempt = 1; attempt <= 3; attempt++) {
            List<Effect> effects = on(
                    election,
                    new Input.Answered(
                            attempt, new ElectionAnswer.Alive(member(2).id(), false)));
            if (attempt == 3) {
                assertThat(effects).containsExactly(claim);
            } else {
                assertThat(effects).doesNotContain(claim);
                on(election, new Input.MembershipChanged(snapshot(3, Role.RECOVERING, new Stint(VIEW, 8))));
                on(election, new Input.MembershipChanged(snapshot(3, Role.ELECTING)));
                on(election, new Input.Polled(STINT, 2));
                on(election, new Input.TimerFired(Timer.STAGGER));
            }
        }
        Stint later = new Stint(new ViewId(VIEW.epoch() + 1, 1), 9);
        on(election, new Input.MembershipChanged(snapshot(3, Role.ELECTING, later)));
        on(election, new Input.Polled(later, 2));
        on(election, new Input.TimerFired(Timer.STAGGER));
        assertThat(on(
                        election,
                        new Input.Answered(4, new ElectionAnswer.Alive(member(2).id(), false))))
                .containsExactly(new Effect.Schedule(Timer.COORDINATOR_WAIT, 3_000));
    }

    @Test
    void asksNoUnfitMembers() {
        Election election = new Election(ElectionSettings.BALANCED);
        on(election, new Input.MembershipChanged(unfit(snapshot(3, Role.ELECTING), 2)));
        assertThat(on(election, new Input.Polled(STINT, 2)))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    /** The member that is asked may not lead, and the candidate does not know that (attack 38). */
    @Test
    void unfitMemberDoesNotStopCandidate() {
        Election election = new Election(ElectionSettings.BALANCED);
        on(election, new Input.MembershipChanged(unfit(snapshot(3, Role.MEMBER), 3)));
        Header candidate = new Header(Optional.of(new NodeId(4)), uid(4), Optional.of(uid(3)), VIEW);
        assertThat(on(election, new Input.Challenged(8, candidate)))
                .containsExactly(
                        new Effect.Answer(8, new ElectionAnswer.Refused(Refusal.mayNotLead())),
                        new Effect.Report(new ElectionReport.Doubted(STINT)));
    }

    /** A leader that may not lead is alive and answers, which ends no election (attack 14). */
    @Test
    void unfitLeaderDoesNotEndElection() {
        Election election = new Election(ElectionSettings.BALANCED);
        on(election, new Input.MembershipChanged(unfit(snapshot(3, Role.ELECTING), 1)));
        on(election, new Input.Polled(STINT, 2));
        on(election, new Input.TimerFired(Timer.STAGGER));
        assertThat(on(election, new Input.Answered(1, new ElectionAnswer.LeaderFresh(VIEW))))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    private static MembershipSnapshot unfit(MembershipSnapshot now, int node) {
        return new MembershipSnapshot(
                now.stint(),
                now.role(),
                now.uid(),
                now.node(),
                now.view(),
                now.leader(),
                now.electorate(),
                true,
                Set.of(uid(node)));
    }

    @Test
    void ignoresLeaderOfOlderEpoch() {
        View old = new View(new ViewId(2, 9), new NodeId(2), List.of(member(2), member(3)));
        assertThat(answered(asking(3), new ElectionAnswer.IAm(old)))
                .containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    @Test
    void answersAccordingToItsRole() {
        assertThat(answer(in(1, Role.LEADER), 1)).isInstanceOf(ElectionAnswer.IAm.class);
        Election member = in(2, Role.MEMBER);
        assertThat(answer(member, 2))
                .isEqualTo(new ElectionAnswer.Alive(member(2).id(), false));
        assertThat(answer(member, 5)).isInstanceOf(ElectionAnswer.Refused.class);
        on(member, new Input.LeaderFresh(STINT, true));
        assertThat(answer(member, 2)).isEqualTo(new ElectionAnswer.LeaderFresh(VIEW));
    }

    @Test
    void answersEveryChallengeInEveryRole() { // R4
        for (Role role : Role.values()) {
            for (int asked = 1; asked <= 5; asked++) {
                Election election = in(asked, role);
                for (int asking = 1; asking <= 6; asking++) { // 6 is in no view
                    Header header =
                            new Header(Optional.of(new NodeId(asking)), uid(asking), Optional.of(uid(asked)), VIEW);
                    assertThat(on(election, new Input.Challenged(11, header)))
                            .as("n%d asks n%d, %s", asking, asked, role)
                            .filteredOn(Effect.Answer.class::isInstance)
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    void ignoresAnswersAndPollsOfEarlierStint() {
        Election election = asking(3);
        on(election, new Input.MembershipChanged(snapshot(3, Role.ELECTING, new Stint(VIEW, 8))));
        assertThat(answered(election, new ElectionAnswer.LeaderFresh(VIEW))).isEmpty();
        on(election, new Input.Polled(STINT, 5));
        on(election, new Input.TimerFired(Timer.STAGGER));
        assertThat(on(election, new Input.Unanswered(2))).as("no count yet").isEmpty();
    }

    private List<Effect> on(Election election, Input input) {
        return election.on(0, random, input);
    }

    private Election in(int node, Role role) {
        Election election = new Election(ElectionSettings.BALANCED);
        on(election, new Input.MembershipChanged(snapshot(node, role)));
        return election;
    }

    private Election asking(int node) {
        Election election = in(node, Role.ELECTING);
        on(election, new Input.Polled(STINT, 2));
        on(election, new Input.TimerFired(Timer.STAGGER));
        return election;
    }

    private List<Effect> answered(Election election, ElectionAnswer answer) {
        return on(election, new Input.Answered(1, answer));
    }

    private ElectionAnswer answer(Election election, int meant) {
        Header header = new Header(Optional.of(new NodeId(5)), uid(5), Optional.of(uid(meant)), VIEW);
        return on(election, new Input.Challenged(11, header)).stream()
                .filter(Effect.Answer.class::isInstance)
                .map(effect -> ((Effect.Answer) effect).answer())
                .findFirst()
                .orElseThrow();
    }

    private static MembershipSnapshot snapshot(int node, Role role) {
        return snapshot(node, role, STINT);
    }

    /** Five members, led by n1. */
    private static MembershipSnapshot snapshot(int node, Role role, Stint stint) {
        List<Member> members =
                IntStream.rangeClosed(1, 5).mapToObj(ElectionTest::member).toList();
        View view = new View(VIEW, new NodeId(1), members);
        return new MembershipSnapshot(
                stint,
                role,
                uid(node),
                Optional.of(new NodeId(node)),
                Optional.of(view),
                Optional.of(Leader.of(member(1))),
                view.others(uid(node)),
                true);
    }

    private static Member member(int node) {
        MemberId id = new MemberId(new NodeId(node), uid(node));
        return new Member(id, new Address("p", 7000 + node), new Nick("m" + node), ViewId.firstOf(1));
    }

    private static Uid uid(int node) {
        return new Uid(new UUID(node, 0));
    }
}
