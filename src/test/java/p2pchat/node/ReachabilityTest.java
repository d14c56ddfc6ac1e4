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

/** What n1 reaches in a network of three that n2 leads. */
class ReachabilityTest {

    private static final NodeId BOB = new NodeId(2);
    private static final NodeId EVE = new NodeId(3);
    private static final ViewId VIEW = new ViewId(3, 1);
    private static final Stint STINT = new Stint(VIEW, 1);
    private static final List<Member> ALL = List.of(member(1), member(2), member(3));

    private final Reachability reachability = new Reachability();

    @Test
    void isPartialWhileMemberDoesNotRespond() {
        assertThat(reachability.onUnresponsive(Set.of(EVE)))
                .as("membership has reported nothing")
                .isEmpty();
        assertThat(reachability.onUnresponsive(Set.of())).isEmpty();
        assertThat(reachability.complete(plain(State.CONNECTED))).isEqualTo(plain(State.CONNECTED));
        Condition partial = reachability.onUnresponsive(Set.of(EVE)).orElseThrow();
        assertThat(partial.state()).isEqualTo(State.PARTIAL);
        assertThat(partial.unreached()).containsExactly(EVE);
        assertThat(reachability.isUnreachable(member(3), snapshot(Role.MEMBER))).isTrue();
        assertThat(reachability.isUnreachable(member(2), snapshot(Role.MEMBER))).isFalse();
        assertThat(reachability.onUnresponsive(Set.of())).contains(plain(State.CONNECTED));
    }

    @Test
    void ignoresNodesOutsideTheView() {
        reachability.complete(plain(State.CONNECTED));
        assertThat(reachability.onUnresponsive(Set.of(new NodeId(9)))).isEmpty();
    }

    @Test
    void suspectedLeaderTakesPrecedence() {
        reachability.complete(plain(State.CONNECTED));
        reachability.onUnresponsive(Set.of(EVE));
        assertThat(reachability.onLiveness(new LivenessReport.LeaderSuspected(STINT, true, Duration.ofMillis(1_400))))
                .as("membership announces it")
                .isEmpty();
        Condition suspect = reachability.complete(plain(State.SUSPECT));
        assertThat(suspect.state()).isEqualTo(State.SUSPECT);
        assertThat(suspect.leaderSilence()).isEqualTo(Duration.ofMillis(1_400));
        assertThat(suspect.unreached()).containsExactly(EVE);
        assertThat(reachability.isUnreachable(member(2), snapshot(Role.MEMBER))).isTrue();
        reachability.onLiveness(new LivenessReport.LeaderSuspected(STINT, false, Duration.ZERO));
        Condition again = reachability.complete(plain(State.CONNECTED));
        assertThat(again.state()).isEqualTo(State.PARTIAL);
        assertThat(again.leaderSilence()).isZero();
        assertThat(reachability.isUnreachable(member(2), snapshot(Role.MEMBER))).isFalse();
    }

    @Test
    void formerLeaderIsUnreachableDuringElection() {
        reachability.complete(plain(State.ELECTING));
        assertThat(reachability.isUnreachable(member(2), snapshot(Role.ELECTING)))
                .isTrue();
        assertThat(reachability.isUnreachable(member(3), snapshot(Role.ELECTING)))
                .isFalse();
    }

    @Test
    void keepsTheSilenceReportedFirst() {
        reachability.onLiveness(new LivenessReport.LeaderSuspected(STINT, true, Duration.ofMillis(1_400)));
        reachability.complete(plain(State.SUSPECT));
        reachability.onLiveness(new LivenessReport.LeaderSuspected(STINT, true, Duration.ofMillis(2_400)));
        Condition partial = reachability.onUnresponsive(Set.of(EVE)).orElseThrow();
        assertThat(partial.leaderSilence()).isEqualTo(Duration.ofMillis(1_400));
        assertThat(reachability.onUnresponsive(Set.of(EVE))).isEmpty();
    }

    @Test
    void countsUnansweredPingsOnlyWhileLeading() {
        reachability.complete(plain(State.CONNECTED));
        Condition partial = reachability
                .onLiveness(new LivenessReport.MembersSilent(STINT, Set.of(EVE)))
                .orElseThrow();
        assertThat(partial.unreached()).containsExactly(EVE);
        assertThat(reachability.onUnresponsive(Set.of(BOB)).orElseThrow().unreached())
                .containsExactly(BOB, EVE);
        assertThat(reachability.onMembership(snapshot(Role.LEADER))).isEmpty();
        assertThat(reachability
                        .onMembership(snapshot(Role.MEMBER))
                        .orElseThrow()
                        .unreached())
                .containsExactly(BOB);
    }

    private static Condition plain(State state) {
        return new Condition(state, true, Optional.of(BOB), 3, ALL);
    }

    private static MembershipSnapshot snapshot(Role role) {
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
