package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.member;
import static p2pchat.membership.TestGroup.report;
import static p2pchat.membership.TestGroup.snapshot;
import static p2pchat.membership.TestGroup.uid;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Founding, following and recovering. */
final class MembershipTest extends MembershipFixture {

    @Test
    void foundsNetworkIfThereIsNone() {
        List<MembershipEffect> effects = found();
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEADER);
        assertThat(membership.snapshot().viewId()).isEqualTo(ViewId.firstOf(1));
        assertThat(membership.snapshot().node()).contains(new NodeId(1));
        assertThat(effects.indexOf(first(effects, MembershipEffect.Store.class)))
                .isLessThan(effects.indexOf(report(effects, MembershipReport.Changed.class)));
        assertThat(first(effects, MembershipEffect.AskDirectory.class).request())
                .isInstanceOf(DirectoryRequest.Refresh.class);
    }

    @Test
    void onlyTheFounderCreatedTheNetwork() { // newcomer 10
        assertThat(created(found())).isTrue();
    }

    @Test
    void leaderOfEmptiedNetworkDidNotCreateIt() { // newcomer 10
        NetworkInfo emptied = new NetworkInfo(NETWORK, NAME, 4, Optional.empty(), Duration.ZERO, 1);
        long claim = findRecord(Optional.of(emptied), MembershipEffect.AskDirectory.class)
                .ticket();
        Leader me = new Leader(new MemberId(new NodeId(17), ME), APPLICANT.address());
        assertThat(created(on(new MembershipInput.DirectoryAnswered(
                        claim, new DirectoryReply.Granted(5, me, new IdBlock(18, 32), Optional.empty())))))
                .isFalse();
    }

    private static boolean created(List<MembershipEffect> effects) {
        return events(effects).stream()
                .anyMatch(event -> event instanceof NetworkEvent.Entered entered && entered.created());
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

    /** It keeps its id (public 11). */
    @Test
    void memberJoinsAgainUnderItsNewAddress() {
        follow(new ViewId(3, 1));
        Address moved = new Address("q", 7001);
        on(new MembershipInput.AddressChanged(moved));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        assertThat(findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                        .request()
                        .address())
                .isEqualTo(moved);
    }

    @Test
    void leaderShowsItsNewAddressToAll() { // public 11
        found();
        join(uid(2), Optional.empty());
        Address moved = new Address("q", 7001);
        List<MembershipEffect> effects = on(new MembershipInput.AddressChanged(moved));
        View shown =
                first(effects, MembershipEffect.Coordinate.class).coordinator().view();
        assertThat(shown.leaderMember().address()).isEqualTo(moved);
        DirectoryRequest.Refresh refresh = (DirectoryRequest.Refresh)
                first(effects, MembershipEffect.AskDirectory.class).request();
        assertThat(refresh.leader().address()).isEqualTo(moved);
    }

    /** A leader that has just left is no reason for an alarm (newcomer 4). */
    @Test
    void newcomerReportsUnreachableLeaderAfterTwoSeconds() {
        for (long now = 0; now <= 3_000; now += 1_000) {
            long join = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                    .ticket();
            assertThat(events(membership.on(now, random, new MembershipInput.PeerFailed(join))))
                    .as("after %s ms", now)
                    .filteredOn(NetworkEvent.Trouble.class::isInstance)
                    .hasSize(now == 2_000 ? 1 : 0);
        }
    }

    @Test
    void staleLeaderStepsDown() { // R5
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Stale(info(2, leader(7)))));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
    }

    /** It neither leads nor joins until the store works again (public 6). */
    @Test
    void leaderWhoseStoreHangsStepsDown() {
        found();
        on(new MembershipInput.StoreStalled(true));
        assertThat(membership.snapshot().role()).isEqualTo(Role.RECOVERING);
        List<MembershipEffect> waits = on(new MembershipInput.TimerFired(MembershipInput.Timer.LOOP));
        assertThat(waits).singleElement().isInstanceOf(MembershipEffect.Schedule.class);
        on(new MembershipInput.StoreStalled(false));
        first(on(new MembershipInput.TimerFired(MembershipInput.Timer.LOOP)), MembershipEffect.FindRecord.class);
    }

    @Test
    void leaderWhoseNameWasReusedLeaves() {
        long refresh = first(found(), MembershipEffect.AskDirectory.class).ticket();
        NetworkInfo other =
                new NetworkInfo(new NetworkId(new UUID(9, 9)), NAME, 1, Optional.of(leader(7)), Duration.ZERO, 1);
        List<MembershipEffect> effects =
                on(new MembershipInput.DirectoryAnswered(refresh, new DirectoryReply.Stale(other)));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEFT);
        assertThat(events(effects))
                .anyMatch(event -> event instanceof NetworkEvent.Ended ended
                        && ended.problem().orElseThrow() instanceof Problem.NameReused);
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
            assertThat(events(effects).contains(trouble)).as("time %s", time).isEqualTo(time == 3);
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
        assertThat(snapshot(effects).stint()).isEqualTo(membership.snapshot().stint());
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
        assertThat(events(claimDenied())).containsOnlyOnce(denied);
        long join = findRecord(Optional.of(info(3, leader(7))), MembershipEffect.Join.class)
                .ticket();
        on(new MembershipInput.PeerFailed(join));
        on(new MembershipInput.Verified(membership.snapshot().stint(), uid(7), false));
        assertThat(events(claimDenied())).as("and again").doesNotContain(denied);
        follow(new ViewId(3, 3));
        on(new MembershipInput.LeaderLost(membership.snapshot().stint()));
        assertThat(events(claimDenied())).as("another time").contains(denied);
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
}
