package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.uid;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

final class MembershipTest {

    private static final NetworkName NAME = new NetworkName("ops");
    private static final NetworkId NETWORK = new NetworkId(new UUID(42, 42));
    private static final Uid ME = uid(1);
    private static final Applicant APPLICANT =
            new Applicant(NAME, ME, new Nick("ann"), new Address("p", 7001), new Address("d", 7100), true);

    private final RandomGenerator random = new SplittableRandom(1);
    private final Membership membership = membership();

    @BeforeEach
    void start() {
        on(new MembershipInput.Start());
    }

    @Test
    void foundsNetworkIfThereIsNone() {
        List<MembershipEffect> effects = found();
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEADER);
        assertThat(membership.snapshot().viewId()).isEqualTo(ViewId.firstOf(1));
        assertThat(membership.snapshot().node()).contains(new NodeId(1));
        assertThat(effects.indexOf(first(effects, MembershipEffect.Store.class)))
                .isLessThan(effects.indexOf(first(effects, MembershipEffect.Publish.class)));
        assertThat(first(effects, MembershipEffect.AskDirectory.class).request())
                .isInstanceOf(DirectoryRequest.Refresh.class);
    }

    @Test
    void joinsFasterFounder() {
        long ticket = findRecord(Optional.empty(), MembershipEffect.AskDirectory.class)
                .ticket();
        NetworkInfo theirs = info(1, leader(7));
        List<MembershipEffect> effects =
                on(new MembershipInput.DirectoryAnswered(ticket, new DirectoryReply.NameTaken(theirs)));
        assertThat(first(effects, MembershipEffect.Join.class).to()).isEqualTo(leader(7));
    }

    @Test
    void admitsReturningMemberUnderSameId() {
        found();
        JoinReply.Joined once = join(uid(2), Optional.empty());
        JoinReply.Joined twice = join(uid(2), Optional.empty());
        assertThat(once.id().node()).isEqualTo(new NodeId(2));
        assertThat(twice).isEqualTo(once);
        assertThat(join(uid(3), Optional.empty()).id().node()).isEqualTo(new NodeId(3));
    }

    @Test
    void makesNickUnique() {
        found();
        assertThat(join(uid(2), Optional.empty()).nick()).isEqualTo(new Nick("ann2"));
    }

    @Test
    void nickAndAddressDoNotIdentifyMember() { // R10
        found();
        JoinReply.Joined first = join(uid(2), Optional.empty());
        assertThat(reply(uid(3), Optional.of(first.id().node()), ViewId.NONE)).isInstanceOf(JoinReply.Refused.class);
        JoinReply.Joined namesake = join(uid(3), Optional.empty());
        assertThat(namesake.id()).isEqualTo(new MemberId(new NodeId(3), uid(3)));
        assertThat(namesake.nick()).isEqualTo(new Nick("ann3"));
        assertThat(namesake.view().member(first.id().node()).orElseThrow().uid())
                .isEqualTo(uid(2));
    }

    @Test
    void viewListsDeclaredAddress() { // R11
        found();
        JoinReply.Joined joined = join(uid(2), Optional.empty());
        assertThat(joined.view().member(joined.id().node()).orElseThrow().address())
                .isEqualTo(new Address("p", 7000));
    }

    @Test
    void remembersDroppedMemberAfterRestart() { // H8
        ViewStore.Kept kept = new ViewStore.Kept(
                Optional.of(member(1).id()),
                Optional.of(new View(new ViewId(3, 1), new NodeId(1), List.of(member(1)))),
                List.of(member(4)));
        Membership restarted = new Membership(MembershipSettings.DEFAULT, APPLICANT, Optional.of(NETWORK), kept);
        restarted.on(0, random, new MembershipInput.Start());
        List<MembershipEffect> asked = restarted.on(0, random, new MembershipInput.TimerFired(Timer.LOOP));
        List<MembershipEffect> claimed = restarted.on(
                0,
                random,
                new MembershipInput.RecordFound(
                        first(asked, MembershipEffect.FindRecord.class).ticket(), Optional.of(info(3, me()))));
        long ticket = first(claimed, MembershipEffect.AskDirectory.class).ticket();
        restarted.on(
                0,
                random,
                new MembershipInput.DirectoryAnswered(
                        ticket, new DirectoryReply.Granted(4, me(), new IdBlock(20, 35), Optional.empty())));
        Header header = new Header(Optional.empty(), uid(4), Optional.of(ME), ViewId.NONE);
        JoinReply reply = first(
                        restarted.on(
                                0,
                                random,
                                new MembershipInput.JoinRequested(
                                        9, header, new JoinRequest(new Nick("cem"), new Address("p", 7004)))),
                        MembershipEffect.AnswerJoin.class)
                .reply();
        assertThat(((JoinReply.Joined) reply).id()).isEqualTo(member(4).id());
    }

    @Test
    void renamedLeaderInstallsViewWithUniqueNick() {
        found();
        join(uid(2), Optional.empty()); // ann2
        ViewId before = membership.snapshot().viewId();
        List<MembershipEffect> effects = on(new MembershipInput.RenameWanted(8, new Nick("ANN2")));
        assertThat(first(effects, MembershipEffect.AnswerRename.class).reply())
                .isEqualTo(new RenameReply.Renamed(new Nick("ANN3")));
        assertThat(effects.indexOf(first(effects, MembershipEffect.Store.class)))
                .isLessThan(effects.indexOf(first(effects, MembershipEffect.AnswerRename.class)));
        assertThat(membership.snapshot().viewId()).isEqualTo(before.next());
        assertThat(memberChanges(effects)).containsExactly("RENAMED ANN3 ann");
    }

    /** Otherwise a message that the leader sends at that moment would have no recipients. */
    @Test
    void answersJoinerAfterPublishingTheView() {
        found();
        Header header = new Header(Optional.empty(), uid(2), Optional.of(ME), ViewId.NONE);
        JoinRequest request = new JoinRequest(new Nick("bob"), new Address("p", 7000));
        List<MembershipEffect> effects = on(new MembershipInput.JoinRequested(9, header, request));
        assertThat(memberChanges(effects)).contains("JOINED bob");
        assertThat(first(effects, MembershipEffect.Publish.class)
                        .snapshot()
                        .view()
                        .orElseThrow()
                        .members())
                .hasSize(2);
        assertThat(effects.indexOf(first(effects, MembershipEffect.AnswerJoin.class)))
                .isGreaterThan(effects.indexOf(first(effects, MembershipEffect.Store.class)))
                .isGreaterThan(effects.indexOf(first(effects, MembershipEffect.Publish.class)))
                .isGreaterThan(effects.indexOf(first(effects, MembershipEffect.Emit.class)));
    }

    @Test
    void joiningAgainWithAnotherNickRenames() { // H12
        found();
        JoinReply.Joined before = join(uid(2), Optional.empty());
        Header header = new Header(
                Optional.of(before.id().node()),
                uid(2),
                Optional.of(ME),
                before.view().id());
        JoinRequest request = new JoinRequest(new Nick("bob"), new Address("p", 7000));
        List<MembershipEffect> effects = on(new MembershipInput.JoinRequested(9, header, request));
        JoinReply.Joined after = (JoinReply.Joined)
                first(effects, MembershipEffect.AnswerJoin.class).reply();
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.nick()).isEqualTo(new Nick("bob"));
        assertThat(after.view().id()).isEqualTo(before.view().id().next());
        assertThat(memberChanges(effects)).containsExactly("RENAMED bob ann2");
    }

    @Test
    void memberIsRenamedByItsLeader() {
        follow(new ViewId(3, 1));
        MembershipEffect.Join ask =
                first(on(new MembershipInput.RenameWanted(8, new Nick("bob"))), MembershipEffect.Join.class);
        assertThat(ask.to()).isEqualTo(leader(7));
        assertThat(ask.request().nick()).isEqualTo(new Nick("bob"));
        assertThat(answered(on(new MembershipInput.RenameWanted(9, new Nick("carl")))))
                .isEqualTo(new RenameReply.NotNow("another nick change is in progress"));
        Member renamed = new Member(
                member(1).id(), member(1).address(), new Nick("bob2"), member(1).joinedAt());
        View view = new View(new ViewId(3, 2), new NodeId(7), List.of(member(7), renamed));
        List<MembershipEffect> effects = on(new MembershipInput.JoinAnswered(
                ask.ticket(), new JoinReply.Joined(renamed.id(), renamed.nick(), view)));
        assertThat(answered(effects)).isEqualTo(new RenameReply.Renamed(new Nick("bob2")));
        assertThat(membership.snapshot().view()).contains(view);
        assertThat(memberChanges(effects)).singleElement().asString().startsWith("RENAMED bob2");
        // it joins under the new nick from now on
        on(new MembershipInput.LeaderDenies(membership.snapshot().stint()));
        assertThat(findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                        .request()
                        .nick())
                .isEqualTo(new Nick("bob"));
    }

    @Test
    void nickStaysWithoutLeader() {
        assertThat(answered(on(new MembershipInput.RenameWanted(8, new Nick("bob")))))
                .isEqualTo(new RenameReply.NotNow("there is no leader at this moment"));
        follow(new ViewId(3, 1));
        MembershipEffect.Join ask =
                first(on(new MembershipInput.RenameWanted(8, new Nick("bob"))), MembershipEffect.Join.class);
        assertThat(answered(on(new MembershipInput.PeerFailed(ask.ticket()))))
                .isEqualTo(new RenameReply.NotNow("the leader did not answer"));
        on(new MembershipInput.RenameWanted(8, new Nick("bob")));
        assertThat(answered(
                        on(new MembershipInput.LeaderLost(membership.snapshot().stint()))))
                .isEqualTo(new RenameReply.NotNow("the leader is changing"));
    }

    @Test
    void readmitsUnderPresentedId() {
        found();
        assertThat(join(uid(2), Optional.of(new NodeId(99))).id().node()).isEqualTo(new NodeId(99));
        assertThat(reply(uid(3), Optional.of(new NodeId(99)), ViewId.NONE)).isInstanceOf(JoinReply.Refused.class);
    }

    @Test
    void idsGivenDuringRefreshAreNotReused() {
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        assertThat(join(uid(2), Optional.empty()).id().node()).isEqualTo(new NodeId(2));
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Refreshed(new IdBlock(2, 32))));
        assertThat(join(uid(3), Optional.empty()).id().node()).isEqualTo(new NodeId(3));
    }

    @Test
    void leaderWithoutIdsAsksToRetry() {
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        for (int uid = 2; uid <= 16; uid++) {
            join(uid(uid), Optional.empty());
        }
        assertThat(reply(uid(17), Optional.empty(), ViewId.NONE)).isInstanceOf(JoinReply.RetryLater.class);
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Refreshed(new IdBlock(500, 515))));
        assertThat(join(uid(17), Optional.empty()).id().node()).isEqualTo(new NodeId(500));
    }

    @Test
    void staleLeaderStepsDown() { // R5
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Stale(info(2, leader(7)))));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    @Test
    void leaderWhoseNameWasReusedLeaves() {
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        NetworkInfo other =
                new NetworkInfo(new NetworkId(new UUID(9, 9)), NAME, 1, Optional.of(leader(7)), Duration.ZERO, 1);
        List<MembershipEffect> effects =
                on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Stale(other)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
        assertThat(effects)
                .anyMatch(effect -> effect instanceof MembershipEffect.Emit tell
                        && tell.event() instanceof NetworkEvent.Ended ended
                        && ended.problem().orElseThrow() instanceof Problem.NameReused);
    }

    @Test
    void leavingLeaderHandsOverToLowestId() {
        found();
        join(uid(2), Optional.empty());
        join(uid(3), Optional.empty());
        MembershipEffect.AskDirectory ask =
                first(on(new MembershipInput.LeaveWanted()), MembershipEffect.AskDirectory.class);
        DirectoryRequest.Handover handover = (DirectoryRequest.Handover) ask.request();
        assertThat(handover.to().orElseThrow().uid()).isEqualTo(uid(2));
        DirectoryReply granted =
                new DirectoryReply.Granted(2, handover.to().get(), new IdBlock(17, 32), Optional.empty());
        MembershipEffect.Coordinate push = first(
                on(new MembershipInput.DirectoryAnswered(ask.ticket(), granted)), MembershipEffect.Coordinate.class);
        assertThat(push.coordinator().grant()).contains(new Coordinator.Handed(2, new IdBlock(17, 32)));
        on(new MembershipInput.CoordinatorAnswered(push.ticket(), new CoordinatorReply.Installed(ViewId.firstOf(2))));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
    }

    @Test
    void leavesInTimeIfSuccessorDoesNotAnswer() { // H20
        found();
        join(uid(2), Optional.empty());
        assertThat(on(new MembershipInput.LeaveWanted())).contains(new MembershipEffect.Schedule(Timer.LOOP, 3_000));
        membership.on(3_000, random, new MembershipInput.TimerFired(Timer.LOOP));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
    }

    @Test
    void leavesAfterThreeUnansweredRequests() { // M5
        follow(new ViewId(3, 2));
        List<MembershipEffect> effects = on(new MembershipInput.LeaveWanted());
        for (int time = 1; time <= 3; time++) {
            assertThat(membership.snapshot().role()).as("time %s", time).isEqualTo(Role.MEMBER);
            effects = on(new MembershipInput.PeerFailed(
                    first(effects, MembershipEffect.Leave.class).ticket()));
        }
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
    }

    @Test
    void removesOnlyTheLeavingMember() { // M5
        found();
        NodeId two = join(uid(2), Optional.empty()).id().node();
        Uid namesake = uid(3); // R10: it cannot remove a member by using its id
        for (Uid leaver : List.of(namesake, uid(2))) {
            Header header = new Header(Optional.of(two), leaver, Optional.of(ME), ViewId.NONE);
            List<MembershipEffect> effects = on(new MembershipInput.LeaveRequested(8, header));
            assertThat(first(effects, MembershipEffect.AnswerLeave.class).reply())
                    .isEqualTo(new LeaveReply.Left());
            View view = membership.snapshot().view().orElseThrow();
            assertThat(view.member(uid(2)).isPresent()).isEqualTo(leaver.equals(namesake));
        }
    }

    @Test
    void leavingGoesOnAfterSuspension() { // M5, H6
        follow(new ViewId(3, 2));
        MembershipEffect.Leave asked = first(on(new MembershipInput.LeaveWanted()), MembershipEffect.Leave.class);
        on(new MembershipInput.Resumed());
        on(new MembershipInput.LeaveAnswered(asked.ticket(), new LeaveReply.Left()));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
    }

    @Test
    void followsOnlyNewerViewsThatListIt() {
        follow(new ViewId(3, 2));
        show(new ViewId(3, 1), member(7), member(1));
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 2));
        show(new ViewId(3, 3), member(7), member(1), member(8));
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 3));
        show(new ViewId(4, 1), member(7), member(8));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(4, 0));
    }

    @Test
    void backsOffAfterRepeatedDrops() {
        NetworkEvent trouble = new NetworkEvent.Trouble(new Problem.SelfUnreachable(NAME, APPLICANT.address()));
        for (int time = 1; time <= 3; time++) {
            follow(new ViewId(1, time));
            List<MembershipEffect> effects =
                    on(new MembershipInput.LeaderDenies(membership.snapshot().stint()));
            MembershipEffect.Schedule again = first(effects, MembershipEffect.Schedule.class);
            assertThat(again.delayMillis() >= 1_000).as("time %s", time).isEqualTo(time == 3);
            assertThat(effects.contains(new MembershipEffect.Emit(trouble)))
                    .as("time %s", time)
                    .isEqualTo(time == 3);
        }
    }

    @Test
    void ignoresReportsOfAnotherStint() {
        follow(new ViewId(3, 2));
        var before = membership.snapshot().stint();
        show(new ViewId(3, 3), member(7), member(1), member(8));
        on(new MembershipInput.LeaderLost(before));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
    }

    @Test
    void newerEpochBeginsNewStintWhileRecovering() {
        follow(new ViewId(3, 2));
        on(new MembershipInput.LeaderDenies(membership.snapshot().stint()));
        var before = membership.snapshot().stint();
        List<MembershipEffect> effects = show(new ViewId(4, 1), member(7), member(8));
        assertThat(first(effects, MembershipEffect.Publish.class).snapshot().stint())
                .isEqualTo(membership.snapshot().stint());
        assertThat(membership.snapshot().stint()).isNotEqualTo(before);
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(4, 0));
    }

    @Test
    void repeatedViewDoesNotVoidVerification() {
        follow(new ViewId(3, 2));
        show(new ViewId(3, 3), member(7), member(8));
        var before = membership.snapshot().stint();
        show(new ViewId(3, 4), member(7), member(8));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        assertThat(membership.snapshot().stint()).isEqualTo(before);
    }

    @Test
    void checksRecordSoonAfterUnansweredClaim() {
        assertThat(follow(new ViewId(3, 2))).contains(new MembershipEffect.Schedule(Timer.INFORMATION, 30_000));
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        MembershipEffect.AskDirectory claim = first(
                on(new MembershipInput.MayClaim(membership.snapshot().stint(), 2)),
                MembershipEffect.AskDirectory.class);
        on(new MembershipInput.DirectoryFailed(claim.ticket()));
        assertThat(follow(new ViewId(3, 3))).contains(new MembershipEffect.Schedule(Timer.INFORMATION, 5_000));
    }

    @Test
    void reportsDeniedClaimOncePerLeaderlessPeriod() { // M7
        NetworkEvent denied = new NetworkEvent.ClaimDenied(new NodeId(7));
        follow(new ViewId(3, 2));
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        assertThat(claimDenied()).containsOnlyOnce(new MembershipEffect.Emit(denied));
        long join = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                .ticket();
        on(new MembershipInput.PeerFailed(join));
        on(new MembershipInput.Verified(membership.snapshot().stint(), uid(7), false));
        assertThat(claimDenied()).as("and again").doesNotContain(new MembershipEffect.Emit(denied));
        follow(new ViewId(3, 3));
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        assertThat(claimDenied()).as("another time").contains(new MembershipEffect.Emit(denied));
    }

    private List<MembershipEffect> claimDenied() {
        assertThat(membership.snapshot().role()).isEqualTo(Role.ELECTING);
        MembershipEffect.AskDirectory claim = first(
                on(new MembershipInput.MayClaim(membership.snapshot().stint(), 2)),
                MembershipEffect.AskDirectory.class);
        return on(new MembershipInput.DirectoryAnswered(claim.ticket(), new DirectoryReply.Denied(leader(7))));
    }

    @Test
    void lateGrantStartsRecovery() {
        follow(new ViewId(3, 2));
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        MembershipEffect.AskDirectory claim = first(
                on(new MembershipInput.MayClaim(membership.snapshot().stint(), 2)),
                MembershipEffect.AskDirectory.class);
        on(new MembershipInput.LeaderIsFresh(membership.snapshot().stint()));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        on(new MembershipInput.DirectoryAnswered(
                claim.ticket(), new DirectoryReply.Granted(4, me(), new IdBlock(33, 48), Optional.of(leader(7)))));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    private static RenameReply answered(List<MembershipEffect> effects) {
        return first(effects, MembershipEffect.AnswerRename.class).reply();
    }

    private static List<String> memberChanges(List<MembershipEffect> effects) {
        return effects.stream()
                .filter(effect -> effect instanceof MembershipEffect.Emit tell
                        && tell.event() instanceof NetworkEvent.MemberChanged)
                .map(effect -> (NetworkEvent.MemberChanged) ((MembershipEffect.Emit) effect).event())
                .map(changed -> changed.change() + " " + changed.member().nick()
                        + changed.previousNick().map(nick -> " " + nick).orElse(""))
                .toList();
    }

    private List<MembershipEffect> found() {
        MembershipEffect.AskDirectory create = findRecord(Optional.empty(), MembershipEffect.AskDirectory.class);
        Leader founder = ((DirectoryRequest.Create) create.request()).founder();
        return on(new MembershipInput.DirectoryAnswered(
                create.ticket(), new DirectoryReply.Granted(1, founder, new IdBlock(1, 16), Optional.empty())));
    }

    private <T> T findRecord(Optional<NetworkInfo> record, Class<T> next) {
        long ticket = first(on(new MembershipInput.TimerFired(Timer.LOOP)), MembershipEffect.FindRecord.class)
                .ticket();
        return first(on(new MembershipInput.RecordFound(ticket, record)), next);
    }

    /** Joins n7, which leads; this node is n1. */
    private List<MembershipEffect> follow(ViewId id) {
        long ticket = findRecord(Optional.of(info(id.epoch(), leader(7))), MembershipEffect.Join.class)
                .ticket();
        View view = new View(id, new NodeId(7), List.of(member(7), member(1)));
        List<MembershipEffect> effects = on(new MembershipInput.JoinAnswered(
                ticket, new JoinReply.Joined(member(1).id(), new Nick("ann"), view)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.MEMBER);
        return effects;
    }

    private List<MembershipEffect> show(ViewId id, Member... members) {
        Header header = new Header(Optional.of(new NodeId(7)), uid(7), Optional.of(ME), id);
        View view = new View(id, new NodeId(7), List.of(members));
        return on(new MembershipInput.CoordinatorRequested(
                5, header, new Coordinator(view, Optional.empty(), ViewReason.UNKNOWN)));
    }

    private JoinReply.Joined join(Uid uid, Optional<NodeId> presented) {
        return (JoinReply.Joined) reply(uid, presented, ViewId.NONE);
    }

    private JoinReply reply(Uid uid, Optional<NodeId> presented, ViewId view) {
        Header header = new Header(presented, uid, Optional.of(ME), view);
        JoinRequest request = new JoinRequest(new Nick("ann"), new Address("p", 7000));
        return first(on(new MembershipInput.JoinRequested(9, header, request)), MembershipEffect.AnswerJoin.class)
                .reply();
    }

    private static Membership membership() {
        return new Membership(MembershipSettings.DEFAULT, APPLICANT, Optional.of(NETWORK), ViewStore.Kept.NOTHING);
    }

    private static NetworkInfo info(long epoch, Leader leader) {
        return new NetworkInfo(NETWORK, NAME, epoch, Optional.of(leader), Duration.ZERO, 1);
    }

    private static Leader me() {
        return new Leader(member(1).id(), new Address("p", 7001));
    }

    private static Leader leader(int node) {
        return Leader.of(member(node));
    }

    private List<MembershipEffect> on(MembershipInput input) {
        return membership.on(0, random, input);
    }
}
