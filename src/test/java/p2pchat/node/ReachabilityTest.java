package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.Address;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** What n1, in a network of three that n2 leads, says of whom it hears. */
class ReachabilityTest {

    private static final NodeId BOB = new NodeId(2);
    private static final NodeId EVE = new NodeId(3);
    private static final ViewId VIEW = new ViewId(3, 1);
    private static final Stint STINT = new Stint(VIEW, 1);
    private static final List<Member> ALL = List.of(member(1), member(2), member(3));

    private final Reachability hearing = new Reachability();

    @Test
    void isConnectedWhileEverybodyAnswersAndPartlyOnceSomebodyDoesNot() {
        assertThat(hearing.unreached(Set.of(EVE))).as("nothing was told yet").isEmpty();
        assertThat(hearing.unreached(Set.of())).isEmpty();
        assertThat(hearing.condition(plain(State.CONNECTED))).isEqualTo(plain(State.CONNECTED));
        Condition partly = hearing.unreached(Set.of(EVE)).orElseThrow();
        assertThat(partly.state()).isEqualTo(State.PARTIAL);
        assertThat(partly.unreached()).containsExactly(EVE);
        assertThat(hearing.misses(member(3))).isTrue();
        assertThat(hearing.misses(member(2))).isFalse();
        assertThat(hearing.unreached(Set.of())).contains(plain(State.CONNECTED));
    }

    @Test
    void whoIsNoMemberIsMissedByNobody() {
        hearing.condition(plain(State.CONNECTED));
        assertThat(hearing.unreached(Set.of(new NodeId(9)))).isEmpty();
    }

    @Test
    void aLeaderThatIsSilentMattersMore() {
        hearing.condition(plain(State.CONNECTED));
        hearing.unreached(Set.of(EVE));
        assertThat(hearing.liveness(new LivenessReport.LeaderSuspected(STINT, true, Duration.ofMillis(1_400))))
                .as("membership tells that")
                .isEmpty();
        Condition silent = hearing.condition(plain(State.SUSPECT));
        assertThat(silent.state()).isEqualTo(State.SUSPECT);
        assertThat(silent.silence()).isEqualTo(Duration.ofMillis(1_400));
        assertThat(silent.unreached()).containsExactly(EVE);
        hearing.liveness(new LivenessReport.LeaderSuspected(STINT, false, Duration.ZERO));
        Condition again = hearing.condition(plain(State.CONNECTED));
        assertThat(again.state()).isEqualTo(State.PARTIAL);
        assertThat(again.silence()).isZero();
    }

    @Test
    void howLongALeaderWasSilentIsNoNewsWhileItIs() {
        hearing.liveness(new LivenessReport.LeaderSuspected(STINT, true, Duration.ofMillis(1_400)));
        hearing.condition(plain(State.SUSPECT));
        Condition partly = hearing.unreached(Set.of(EVE)).orElseThrow();
        assertThat(partly.silence()).isEqualTo(Duration.ofMillis(1_400));
        assertThat(hearing.unreached(Set.of(EVE))).isEmpty();
    }

    @Test
    void whatALeaderHearsCountsWhileItLeads() {
        hearing.condition(plain(State.CONNECTED));
        Condition partly = hearing.liveness(new LivenessReport.MembersSilent(STINT, Set.of(EVE)))
                .orElseThrow();
        assertThat(partly.unreached()).containsExactly(EVE);
        assertThat(hearing.unreached(Set.of(BOB)).orElseThrow().unreached()).containsExactly(BOB, EVE);
        assertThat(hearing.standing(standing(Role.LEADER))).isEmpty();
        assertThat(hearing.standing(standing(Role.MEMBER)).orElseThrow().unreached())
                .containsExactly(BOB);
    }

    private static Condition plain(State state) {
        return new Condition(state, true, Optional.of(BOB), 3, ALL);
    }

    private static MembershipSnapshot standing(Role role) {
        return new MembershipSnapshot(
                STINT,
                role,
                member(1).uid(),
                Optional.of(new NodeId(1)),
                Optional.of(new View(VIEW, BOB, ALL)),
                Optional.of(Leader.of(member(2))),
                List.of(),
                true);
    }

    private static Member member(int node) {
        MemberId id = new MemberId(new NodeId(node), new Uid(new UUID(7, node)));
        return new Member(id, new Address("10.0.0.1", 4_000 + node), new Nick("m" + node), VIEW);
    }
}
