package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.uid;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Views that cannot be true are refused, no matter who sends them (attacks 12 and 13). */
final class ContradictoryViewTest extends MembershipFixture {

    private static final Member SEVEN = member(7);
    private static final Member ANN = member(1);
    private static final Member NINE = member(9);
    private static final Member ELEVEN = member(11);

    @Test
    void refusesSwappedIds() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE, ELEVEN);
        List<MembershipEffect> effects =
                show(new ViewId(3, 3), SEVEN, ANN, renumbered(NINE, 11), renumbered(ELEVEN, 9));
        assertThat(refusals(effects)).containsExactly(new Problem.ViewRefused(SEVEN.node(), SEVEN.nick(), 3));
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 2));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        effects = show(new ViewId(3, 4), SEVEN, ANN, renumbered(NINE, 11), renumbered(ELEVEN, 9));
        assertThat(refusals(effects)).as("reported once").isEmpty();
        show(new ViewId(3, 5), SEVEN, ANN, NINE, ELEVEN);
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 5));
    }

    @Test
    void refusesIdOfDroppedMemberAfterRestart() {
        View view = new View(new ViewId(3, 4), SEVEN.node(), List.of(SEVEN, ANN));
        restart(view, NINE);
        rejoin(view);
        show(new ViewId(3, 5), SEVEN, ANN, renumbered(ELEVEN, 9));
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 4));
    }

    /** The answer to an admission may be lost, with its leader; the next leader gives another id. */
    @Test
    void memberMayGetFreshId() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        assertThat(refusals(show(new ViewId(4, 1), SEVEN, ANN, renumbered(NINE, 12))))
                .isEmpty();
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(4, 1));
        show(new ViewId(4, 2), SEVEN, ANN, renumbered(NINE, 12), renumbered(ELEVEN, 9));
        assertThat(membership.snapshot().viewId()).as("the id stays its own").isEqualTo(new ViewId(4, 1));
    }

    /** Attack 12: the leader is replaced though it lives, and never followed again. */
    @Test
    void replacesLeaderThatSignedTwoViewsOfOneId() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        List<MembershipEffect> effects = show(new ViewId(3, 2), SEVEN, ANN, ELEVEN);
        assertThat(events(effects)).contains(new NetworkEvent.LeaderLied(SEVEN, 3));
        MembershipSnapshot snapshot = membership.snapshot();
        assertThat(snapshot.view().orElseThrow().members()).contains(NINE);
        assertThat(snapshot.role()).isEqualTo(Role.ELECTING);
        assertThat(snapshot.leaderIsUnfit()).isTrue();
        assertThat(events(show(new ViewId(5, 1), SEVEN, ANN, NINE))).isEmpty();
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);

        effects = on(new MembershipInput.MayClaim(snapshot.stint(), 2));
        DirectoryRequest.Claim claim = (DirectoryRequest.Claim)
                TestGroup.first(effects, MembershipEffect.AskDirectory.class).request();
        assertThat(claim.unfit()).containsExactly(SEVEN.uid());
    }

    @Test
    void replacesLeaderWhenAnotherMemberShowsProof() {
        follow(new ViewId(3, 1));
        List<MembershipEffect> effects = on(new MembershipInput.LeaderLied(SEVEN.uid(), 3, true));
        assertThat(events(effects)).contains(new NetworkEvent.LeaderLied(SEVEN, 3));
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
        assertThat(on(new MembershipInput.LeaderLied(SEVEN.uid(), 3, true))).isEmpty();
    }

    /** Attack 15: a former leader admits a newcomer to the group that it led. */
    @Test
    void newcomerRefusesViewOlderThanTheRecord() {
        MembershipEffect.Join join = findRecord(Optional.of(info(5, leader(7))), MembershipEffect.Join.class);
        View old = new View(new ViewId(4, 9), SEVEN.node(), List.of(SEVEN, ANN));
        on(new MembershipInput.JoinAnswered(join.ticket(), new JoinReply.Joined(ANN.id(), old)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        assertThat(membership.snapshot().viewId()).isEqualTo(ViewId.NONE);
        follow(new ViewId(5, 1));
    }

    /** The directory may still name the liar. A member does not join it, but competes for its place. */
    @Test
    void doesNotJoinLeaderThatLied() {
        View view = new View(new ViewId(3, 4), SEVEN.node(), List.of(SEVEN, ANN));
        restart(view);
        List<MembershipEffect> effects = rejoin(new View(view.id(), SEVEN.node(), List.of(SEVEN, ANN, NINE)));
        assertThat(events(effects)).contains(new NetworkEvent.LeaderLied(SEVEN, 3));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        assertThat(effects).contains(pause(effects));
        findRecord(Optional.of(info(5, leader(7))), MembershipEffect.Report.class);
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
        assertThat(membership.snapshot().viewId().epoch()).isEqualTo(5);
    }

    /** A copy of this node's home has led under its identity. */
    @Test
    void convictedLeaderDoesNotClaim() {
        found();
        List<MembershipEffect> effects = on(new MembershipInput.LeaderLied(ME, 1, true));
        assertThat(events(effects)).hasAtLeastOneElementOfType(NetworkEvent.LeaderLied.class);
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        effects = on(new MembershipInput.TimerFired(Timer.LOOP));
        long ticket =
                TestGroup.first(effects, MembershipEffect.FindRecord.class).ticket();
        effects = on(new MembershipInput.RecordFound(ticket, Optional.of(info(1, me()))));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(MembershipEffect.AskDirectory.class);
    }

    @Test
    void refusesLeadOverSwappedIds() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE, ELEVEN);
        View swapped = new View(
                new ViewId(3, 3), SEVEN.node(), List.of(SEVEN, ANN, renumbered(NINE, 11), renumbered(ELEVEN, 9)));
        Header header = new Header(Optional.of(SEVEN.node()), SEVEN.uid(), Optional.of(ME), swapped.id());
        Coordinator.Handed grant = new Coordinator.Handed(4, new IdBlock(20, 35));
        List<MembershipEffect> effects = on(new MembershipInput.CoordinatorRequested(
                5, header, new Coordinator(swapped, Optional.of(grant), ViewReason.LEFT)));
        assertThat(refusals(effects)).hasSize(1);
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
    }

    /** The directory may record a leader that had no id yet under the id of the founder. */
    @Test
    void idFromDirectoryIsNotReserved() {
        KnownMembers roster = new KnownMembers();
        roster.addUnconfirmed(
                new Member(new MemberId(new NodeId(1), uid(5)), new Address("p", 7005), new Nick("n1"), ViewId.NONE));
        assertThat(roster.isFree(new NodeId(1), ANN.uid())).isTrue();
        assertThat(roster.idOf(uid(5))).isEmpty();
        roster.add(List.of(ANN));
        assertThat(roster.isFree(new NodeId(1), uid(5))).isFalse();
        assertThat(roster.idOf(ANN.uid())).contains(new NodeId(1));
    }

    private void restart(View view, Member... absent) {
        ViewStore.Kept kept = new ViewStore.Kept(Optional.of(ANN.id()), Optional.of(view), List.of(absent));
        membership = new Membership(MembershipSettings.DEFAULT, APPLICANT, Optional.of(NETWORK), kept);
        on(new MembershipInput.Start());
    }

    private List<MembershipEffect> rejoin(View view) {
        MembershipEffect.Join join =
                findRecord(Optional.of(info(view.id().epoch(), leader(7))), MembershipEffect.Join.class);
        return on(new MembershipInput.JoinAnswered(join.ticket(), new JoinReply.Joined(ANN.id(), view)));
    }

    private static MembershipEffect pause(List<MembershipEffect> effects) {
        return effects.stream()
                .filter(effect ->
                        effect instanceof MembershipEffect.Schedule schedule && schedule.timer() == Timer.LOOP)
                .findFirst()
                .orElseThrow();
    }

    private static Member renumbered(Member member, int node) {
        MemberId id = new MemberId(new NodeId(node), member.uid());
        return new Member(id, member.address(), member.nick(), member.joinedAt());
    }

    private static List<Problem> refusals(List<MembershipEffect> effects) {
        return events(effects).stream()
                .filter(NetworkEvent.Trouble.class::isInstance)
                .map(event -> ((NetworkEvent.Trouble) event).problem())
                .filter(Problem.ViewRefused.class::isInstance)
                .toList();
    }
}
