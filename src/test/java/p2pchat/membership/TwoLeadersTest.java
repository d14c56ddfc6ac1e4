package p2pchat.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.membership.TestGroup.events;
import static p2pchat.membership.TestGroup.member;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Role;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The directory grants one epoch to two members: the one with the lower id leads all (attack 40). */
final class TwoLeadersTest extends MembershipFixture {

    private static final Member ANN = member(1);
    private static final Member THREE = member(3);
    private static final Member SEVEN = member(7);
    private static final Member NINE = member(9);

    @Test
    void memberFollowsLowerLeader() {
        follow(new ViewId(3, 2));
        List<MembershipEffect> effects = see(new ViewId(3, 4), THREE, ANN);
        assertThat(events(effects)).contains(new NetworkEvent.DirectoryLied(3, THREE, SEVEN));
        assertThat(membership.snapshot().view().orElseThrow().leader()).isEqualTo(THREE.node());
        assertThat(events(see(new ViewId(3, 6), SEVEN, ANN))).isEmpty();
        assertThat(membership.snapshot().view().orElseThrow().leader()).isEqualTo(THREE.node());
    }

    /** The lower leader must number its next view above that of the other. */
    @Test
    void memberShowsLowerLeaderTheViewOfTheOther() {
        follow(new ViewId(3, 4));
        for (ViewId older : List.of(new ViewId(3, 2), new ViewId(3, 4))) {
            assertThat(shown(see(older, THREE, ANN))).containsExactly("n3 gets 3.4 of n7");
            assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 4));
        }
        see(new ViewId(3, 5), THREE, ANN);
        assertThat(shown(see(new ViewId(3, 8), SEVEN, ANN, NINE))).containsExactly("n3 gets 3.8 of n7");
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(3, 5));
    }

    @Test
    void lowerLeaderOutbidsTheOther() {
        found(); // n1 leads epoch 1
        List<MembershipEffect> effects = see(new ViewId(1, 6), SEVEN, ANN, NINE);
        assertThat(events(effects))
                .contains(new NetworkEvent.DirectoryLied(
                        1, membership.snapshot().view().orElseThrow().leaderMember(), SEVEN));
        assertThat(membership.snapshot().role()).isEqualTo(Role.LEADER);
        assertThat(membership.snapshot().viewId()).isEqualTo(new ViewId(1, 7));
        assertThat(shown(effects)).containsExactlyInAnyOrder("n7 gets 1.7 of n1", "n9 gets 1.7 of n1");
    }

    private List<MembershipEffect> see(ViewId id, Member leader, Member... others) {
        List<Member> members = new java.util.ArrayList<>(List.of(others));
        members.add(leader);
        View view = new View(id, leader.node(), members);
        Header header = new Header(Optional.of(leader.node()), leader.uid(), Optional.of(ME), id);
        return on(new MembershipInput.CoordinatorRequested(
                5, header, new Coordinator(view, Optional.empty(), ViewReason.UNKNOWN)));
    }

    private static List<String> shown(List<MembershipEffect> effects) {
        return effects.stream()
                .filter(MembershipEffect.Coordinate.class::isInstance)
                .map(MembershipEffect.Coordinate.class::cast)
                .map(push -> push.to().id().node() + " gets "
                        + push.coordinator().view().id() + " of "
                        + push.coordinator().view().leader())
                .toList();
    }
}
