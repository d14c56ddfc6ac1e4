package p2pchat.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.election.Election.Effect;
import p2pchat.election.Election.Step;
import p2pchat.election.Election.Timer;
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

final class ElectionTest {

    private static final ViewId VIEW = new ViewId(3, 2);
    private static final Stint STINT = new Stint(VIEW, 7);

    @Test
    void theLowestSurvivorClaimsOnceEverybodyWasPolled() {
        Step started = Election.idle(ElectionSettings.BALANCED).stand(standing(2, Role.ELECTING));
        assertThat(started.effects()).containsExactly(new Effect.Cancel(Timer.COORDINATOR_WAIT));
        Step claiming = started.next().polled(STINT, 3);
        assertThat(claiming.effects()).containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 3)));
    }

    @Test
    void eachRankWaitsForTheOneBeforeIt() {
        Step started = Election.idle(ElectionSettings.BALANCED).stand(standing(4, Role.ELECTING));
        assertThat(started.effects()).contains(new Effect.Schedule(Timer.STAGGER, 300));
    }

    @Test
    void yieldsToOneThatOutranksItAndGivesUpWhenNoLeaderFollows() {
        Election asking = asking(4);
        Step yielding = asking.answered(1, new ElectionAnswer.Alive(member(2).id(), false));
        assertThat(yielding.effects()).containsExactly(new Effect.Schedule(Timer.COORDINATOR_WAIT, 3_000));
        Step over = yielding.next().timer(Timer.COORDINATOR_WAIT);
        assertThat(over.effects()).contains(new Effect.Report(new ElectionReport.Over(STINT)));
    }

    @Test
    void doesNotWaitForOneThatCannotReachTheDirectory() {
        Election asking = asking(3);
        Step claiming = asking.answered(1, new ElectionAnswer.Alive(member(2).id(), true));
        assertThat(claiming.effects()).containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    @Test
    void doesNotYieldToAReincarnationWithAHigherId() {
        Election asking = asking(3);
        Step claiming = asking.answered(1, new ElectionAnswer.Alive(member(9).id(), false));
        assertThat(claiming.effects()).containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    @Test
    void followsTheLeaderAgainThatAMemberHearsWell() {
        Step step = asking(3).answered(1, new ElectionAnswer.LeaderFresh(VIEW));
        assertThat(step.effects()).contains(new Effect.Report(new ElectionReport.LeaderFresh(STINT)));
    }

    @Test
    void anOldLeaderIsNoAnswer() {
        View old = new View(new ViewId(2, 9), new NodeId(2), List.of(member(2), member(3)));
        Step step = asking(3).answered(1, new ElectionAnswer.IAm(old));
        assertThat(step.effects()).containsExactly(new Effect.Report(new ElectionReport.Claim(STINT, 2)));
    }

    @Test
    void answersAsWhatItIs() {
        Election leader = Election.idle(ElectionSettings.BALANCED)
                .stand(standing(1, Role.LEADER))
                .next();
        assertThat(answer(leader, 1)).isInstanceOf(ElectionAnswer.IAm.class);
        Election member = Election.idle(ElectionSettings.BALANCED)
                .stand(standing(2, Role.MEMBER))
                .next();
        assertThat(answer(member, 2))
                .isEqualTo(new ElectionAnswer.Alive(member(2).id(), false));
        assertThat(answer(member.leaderFresh(STINT, true).next(), 2)).isEqualTo(new ElectionAnswer.LeaderFresh(VIEW));
        assertThat(answer(member, 5)).isInstanceOf(ElectionAnswer.Refused.class);
    }

    @Test
    void whoeverAsksIsAnsweredWhateverTheIdsAndTheRole() { // R4
        for (Role role : Role.values()) {
            for (int asked = 1; asked <= 5; asked++) {
                Election election = Election.idle(ElectionSettings.BALANCED)
                        .stand(standing(asked, role))
                        .next();
                for (int asking = 1; asking <= 6; asking++) { // 6 is in no view
                    Header header =
                            new Header(Optional.of(new NodeId(asking)), uid(asking), Optional.of(uid(asked)), VIEW);
                    assertThat(election.challenged(11, header).effects())
                            .as("n%d asks n%d, %s", asking, asked, role)
                            .filteredOn(Effect.Answer.class::isInstance)
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    void anAnswerToAnEarlierStintIsLate() {
        Election asking = asking(3);
        MembershipSnapshot later = standing(3, Role.ELECTING, new Stint(VIEW, 8));
        Election next = asking.stand(later).next();
        assertThat(next.answered(1, new ElectionAnswer.LeaderFresh(VIEW)).effects())
                .isEmpty();
        assertThat(next.polled(STINT, 5).next().heard()).isEmpty();
    }

    private static Election asking(int node) {
        return Election.idle(ElectionSettings.BALANCED)
                .stand(standing(node, Role.ELECTING))
                .next()
                .polled(STINT, 2)
                .next()
                .timer(Timer.STAGGER)
                .next();
    }

    private static ElectionAnswer answer(Election election, int meant) {
        Header header = new Header(Optional.of(new NodeId(5)), uid(5), Optional.of(uid(meant)), VIEW);
        return election.challenged(11, header).effects().stream()
                .filter(Effect.Answer.class::isInstance)
                .map(effect -> ((Effect.Answer) effect).answer())
                .findFirst()
                .orElseThrow();
    }

    private static MembershipSnapshot standing(int node, Role role) {
        return standing(node, role, STINT);
    }

    /** Five members; n1 leads, or is missed. */
    private static MembershipSnapshot standing(int node, Role role, Stint stint) {
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
