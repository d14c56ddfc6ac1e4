package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.uid;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DepartureReason;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Statements remove members and leaders, or make them readers (protocol 2.13). This node is n1. */
final class StatedRolesTest extends MembershipFixture {

    private static final Member ANN = member(1);
    private static final Member SEVEN = member(7);
    private static final Member NINE = member(9);

    // --- the leader

    @Test
    void leaderDropsRemovedMemberAndRefusesIt() {
        found();
        join(uid(2), Optional.empty());
        join(uid(3), Optional.empty());
        ViewId before = membership.snapshot().viewId();
        List<MembershipEffect> effects = removed(uid(2));
        View view = membership.snapshot().view().orElseThrow();
        assertThat(view.id()).isEqualTo(before.next());
        assertThat(view.members()).extracting(Member::uid).containsExactlyInAnyOrder(ME, uid(3));
        assertThat(departures(effects)).containsExactly(DepartureReason.REMOVED);
        assertThat(effects)
                .filteredOn(MembershipEffect.Coordinate.class::isInstance)
                .extracting(
                        effect -> ((MembershipEffect.Coordinate) effect).to().uid())
                .containsExactly(uid(3));
        assertThat(((MembershipEffect.Coordinate) first(effects, MembershipEffect.Coordinate.class))
                        .coordinator()
                        .reason())
                .isEqualTo(ViewReason.REMOVED);
        assertThat(reply(uid(2), Optional.empty(), ViewId.NONE)).isEqualTo(new JoinReply.Refused(Refusal.removed()));
        assertThat(removed(uid(2))).as("the same again").isEmpty();
    }

    @Test
    void admitsPersonWhoWasAdmittedAgain() {
        found();
        join(uid(2), Optional.empty());
        removed(uid(2));
        removed();
        assertThat(reply(uid(2), Optional.empty(), ViewId.NONE)).isInstanceOf(JoinReply.Joined.class);
    }

    @Test
    void removedMemberIsNotCalled() {
        found();
        join(uid(2), Optional.empty());
        removed(uid(2));
        assertThat(on(new MembershipInput.TimerFired(Timer.LOOP)))
                .doesNotHaveAnyElementsOfTypes(MembershipEffect.Coordinate.class);
    }

    @Test
    void removedLeaderEnds() {
        found();
        join(uid(2), Optional.empty());
        List<MembershipEffect> effects = removed(ME);
        assertThat(events(effects)).contains(new NetworkEvent.Ended(Optional.of(Problem.Removed.from(NAME))));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
    }

    @Test
    void leaderThatBecameReaderHandsOverAndStays() {
        found();
        join(uid(2), Optional.empty());
        join(uid(3), Optional.empty());
        List<MembershipEffect> effects = unfit(ME, uid(2));
        MembershipEffect.AskDirectory call = first(effects, MembershipEffect.AskDirectory.class);
        Leader successor = ((DirectoryRequest.Handover) call.request()).to().orElseThrow();
        assertThat(successor.uid()).as("not a reader").isEqualTo(uid(3));
        effects = on(new MembershipInput.DirectoryAnswered(
                call.ticket(), new DirectoryReply.Granted(2, successor, new IdBlock(17, 32), Optional.of(me()))));
        MembershipEffect.Coordinate shown = first(effects, MembershipEffect.Coordinate.class);
        assertThat(shown.coordinator().reason()).isEqualTo(ViewReason.DISMISSED);
        View mine = membership.snapshot().view().orElseThrow();
        View next = new View(ViewId.firstOf(2), successor.id().node(), mine.members());
        on(new MembershipInput.CoordinatorRequested(
                3,
                new Header(Optional.of(successor.id().node()), successor.uid(), Optional.of(ME), next.id()),
                new Coordinator(next, Optional.empty(), ViewReason.DISMISSED)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        assertThat(membership.snapshot().view()).contains(next);
    }

    @Test
    void readerWithoutSuccessorStepsDown() {
        found();
        join(uid(2), Optional.empty());
        List<MembershipEffect> effects = unfit(ME, uid(2));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(MembershipEffect.AskDirectory.class);
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class);
    }

    @Test
    void successorKeepsReaderThatHandedOver() {
        follow(new ViewId(3, 1));
        know();
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        unfit(SEVEN.uid());
        handOver(new View(new ViewId(3, 3), SEVEN.node(), List.of(SEVEN, ANN, NINE)), ViewReason.DISMISSED);
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEADER);
        assertThat(membership.snapshot().view().orElseThrow().members())
                .extracting(Member::node)
                .containsExactlyInAnyOrder(SEVEN.node(), ANN.node(), NINE.node());
    }

    @Test
    void successorOmitsRemovedMembers() {
        follow(new ViewId(3, 1));
        know();
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        removed(NINE.uid());
        handOver(new View(new ViewId(3, 2), SEVEN.node(), List.of(SEVEN, ANN, NINE)), ViewReason.LEFT);
        assertThat(membership.snapshot().view().orElseThrow().members())
                .extracting(Member::uid)
                .containsExactly(ME);
    }

    @Test
    void leaderThatTheDirectoryDismissesStepsDown() {
        List<MembershipEffect> effects = found();
        long refresh = effects.stream()
                .filter(MembershipEffect.AskDirectory.class::isInstance)
                .map(MembershipEffect.AskDirectory.class::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .ticket();
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.NotAllowed()));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    // --- a member

    /** Attack 14: the leader lives and is heard. */
    @Test
    void replacesRemovedLeaderAtOnce() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        removed(SEVEN.uid());
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
        assertThat(membership.snapshot().leaderIsUnfit()).isTrue();
        assertThat(membership.snapshot().electorate()).extracting(Member::uid).containsExactly(NINE.uid());
        DirectoryRequest.Claim claim = (DirectoryRequest.Claim) first(
                        on(new MembershipInput.MayClaim(membership.snapshot().stint(), 2)),
                        MembershipEffect.AskDirectory.class)
                .request();
        assertThat(claim.unfit()).containsExactly(SEVEN.uid());
    }

    @Test
    void winnerReportsWhyTheLeaderIsGone() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        removed(SEVEN.uid());
        List<MembershipEffect> effects = win(4);
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEADER);
        assertThat(departures(effects)).containsExactly(DepartureReason.REMOVED);
        assertThat(events(effects))
                .anyMatch(event -> event instanceof NetworkEvent.LeaderChanged changed
                        && changed.reason() == LeaderChangeReason.DISMISSED);
    }

    @Test
    void winnerKeepsFormerLeaderThatReads() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        unfit(SEVEN.uid());
        assertThat(departures(win(4))).isEmpty();
        assertThat(membership.snapshot().view().orElseThrow().members())
                .extracting(Member::uid)
                .contains(SEVEN.uid());
    }

    /** Attack 14: its grant is valid, but no member follows it. */
    @Test
    void ignoresViewOfUnfitLeader() {
        follow(new ViewId(3, 1));
        show(new ViewId(3, 2), SEVEN, ANN, NINE);
        unfit(NINE.uid());
        View view = new View(new ViewId(4, 1), NINE.node(), List.of(ANN, NINE));
        on(new MembershipInput.ViewSeen(view, true));
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 2));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void doesNotJoinRemovedLeaderOfTheRecord() {
        follow(new ViewId(3, 1));
        know();
        removed(SEVEN.uid());
        on(new MembershipInput.ElectionOver(membership.snapshot().stint()));
        List<MembershipEffect> effects = on(new MembershipInput.TimerFired(Timer.LOOP));
        long look = first(effects, MembershipEffect.FindRecord.class).ticket();
        effects = on(new MembershipInput.RecordFound(look, Optional.of(info(4, leader(7)))));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(MembershipEffect.Join.class);
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
        assertThat(membership.snapshot().viewId().epoch()).isEqualTo(4);
    }

    /** Attack 38. */
    @Test
    void readerDoesNotClaim() {
        follow(new ViewId(3, 1));
        know();
        unfit(ME);
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        List<MembershipEffect> effects =
                on(new MembershipInput.MayClaim(membership.snapshot().stint(), 2));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(MembershipEffect.AskDirectory.class);
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    /** Attack 38. */
    @Test
    void readerDoesNotSucceed() {
        follow(new ViewId(3, 1));
        know();
        unfit(ME);
        handOver(new View(new ViewId(3, 1), SEVEN.node(), List.of(SEVEN, ANN)), ViewReason.LEFT);
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void removedMemberEnds() {
        follow(new ViewId(3, 1));
        assertThat(events(removed(ME))).contains(new NetworkEvent.Ended(Optional.of(Problem.Removed.from(NAME))));
        assertThat(removed()).isEmpty();
    }

    // --- entering

    /** The leader may have statements that admit this node again. */
    @Test
    void askForEntryAlthoughOwnStatementsRemoveThisNode() {
        removed(ME);
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        follow(new ViewId(3, 1));
    }

    @Test
    void saysWhyItCannotLead() {
        removed(ME);
        NetworkInfo vacant = new NetworkInfo(NETWORK, NAME, 3, Optional.empty(), Duration.ZERO, 0);
        assertThat(events(look(vacant))).contains(new NetworkEvent.Trouble(Problem.Removed.from(NAME)));
        unfit(ME);
        assertThat(events(look(vacant))).contains(new NetworkEvent.Trouble(new Problem.NobodyLeads(NAME)));
    }

    /** The directory has statements that this node lacks, so this node cannot say why it may not lead. */
    @Test
    void waitsQuietlyIfTheDirectoryRefusesItsClaim() {
        NetworkInfo vacant = new NetworkInfo(NETWORK, NAME, 3, Optional.empty(), Duration.ZERO, 0);
        long ticket = findRecord(Optional.of(vacant), MembershipEffect.AskDirectory.class)
                .ticket();
        List<MembershipEffect> effects =
                on(new MembershipInput.DirectoryAnswered(ticket, new DirectoryReply.NotAllowed()));
        assertThat(events(effects)).doesNotHaveAnyElementsOfTypes(NetworkEvent.Trouble.class);
        assertThat(first(effects, MembershipEffect.Schedule.class).timer()).isEqualTo(Timer.LOOP);
    }

    private List<MembershipEffect> look(NetworkInfo record) {
        long ticket = first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();
        List<MembershipEffect> effects = on(new MembershipInput.RecordFound(ticket, Optional.of(record)));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(MembershipEffect.AskDirectory.class);
        return effects;
    }

    @Test
    void endsIfTheLeaderKnowsOfTheRemoval() {
        assertThat(events(answered(new JoinReply.Refused(Refusal.removed()))))
                .contains(new NetworkEvent.Ended(Optional.of(Problem.Removed.from(NAME))));
    }

    @Test
    void endsWithoutInvitation() {
        Refusal refusal = new Refusal(Refusal.Reason.NOT_INVITED, "used up");
        assertThat(events(answered(new JoinReply.Refused(refusal))))
                .contains(new NetworkEvent.Ended(Optional.of(new Problem.NotInvited(NAME, "used up"))));
    }

    @Test
    void keepsAskingUntilApproved() {
        NetworkEvent announced = new NetworkEvent.Trouble(new Problem.AwaitingApproval(NAME));
        List<MembershipEffect> effects = answered(new JoinReply.Waiting());
        assertThat(events(effects)).contains(announced);
        MembershipEffect.Schedule next = first(effects, MembershipEffect.Schedule.class);
        assertThat(next.timer()).isEqualTo(Timer.LOOP);
        assertThat(next.delayMillis()).isBetween(2_000L, 3_000L);
        assertThat(events(answered(new JoinReply.Waiting())))
                .as("announced once")
                .isEmpty();
        follow(new ViewId(3, 1));
    }

    private List<MembershipEffect> answered(JoinReply reply) {
        long ticket = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                .ticket();
        return on(new MembershipInput.JoinAnswered(ticket, reply));
    }

    /** The node has seen the directory's record, so that it may lead. */
    private void know() {
        on(new MembershipInput.RecordFound(999, Optional.of(info(3, leader(7)))));
    }

    private List<MembershipEffect> win(long epoch) {
        long ticket = first(
                        on(new MembershipInput.MayClaim(membership.snapshot().stint(), 2)),
                        MembershipEffect.AskDirectory.class)
                .ticket();
        return on(new MembershipInput.DirectoryAnswered(
                ticket, new DirectoryReply.Granted(epoch, me(), new IdBlock(20, 35), Optional.of(Leader.of(SEVEN)))));
    }

    private void handOver(View view, ViewReason reason) {
        Header header = new Header(Optional.of(new NodeId(7)), SEVEN.uid(), Optional.of(ME), view.id());
        Coordinator.Handed grant = new Coordinator.Handed(4, new IdBlock(20, 35));
        on(new MembershipInput.CoordinatorRequested(5, header, new Coordinator(view, Optional.of(grant), reason)));
    }

    private List<MembershipEffect> removed(Uid... members) {
        return on(new MembershipInput.AuthorityChanged(Set.of(members), Set.of(members)));
    }

    private List<MembershipEffect> unfit(Uid... members) {
        return on(new MembershipInput.AuthorityChanged(Set.of(), Set.of(members)));
    }

    private static List<DepartureReason> departures(List<MembershipEffect> effects) {
        return events(effects).stream()
                .filter(NetworkEvent.MemberChanged.class::isInstance)
                .flatMap(event -> ((NetworkEvent.MemberChanged) event).reason().stream())
                .toList();
    }
}
