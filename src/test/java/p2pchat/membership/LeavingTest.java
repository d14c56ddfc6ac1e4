package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.first;
import static p2pchat.membership.TestGroup.uid;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.membership.MembershipInput.Timer;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Leaving of a leader and of a member. */
final class LeavingTest extends MembershipFixture {

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
}
