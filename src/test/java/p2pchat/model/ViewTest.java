package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final ViewId ID = new ViewId(3, 2);

    @Test
    void ordersIdsByEpochThenNumber() { // H18
        List<ViewId> ordered = List.of(
                ViewId.NONE,
                new ViewId(0, 9),
                new ViewId(1, 0),
                ViewId.firstOf(1),
                ViewId.firstOf(1).next(),
                new ViewId(2, 1),
                new ViewId(1L << 40, 0));
        List<ViewId> shuffled = new ArrayList<>(ordered);
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(ordered);
        assertThat(new ViewId(2, 1).newerThan(new ViewId(1, 7))).isTrue();
        assertThat(new ViewId(2, 1).newerThan(new ViewId(2, 1))).isFalse();
        assertThat(new ViewId(1, 7).newerThan(new ViewId(2, 1))).isFalse();
    }

    @Test
    void idIsNeverNegativeOrWraps() {
        assertThatThrownBy(() -> new ViewId(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ViewId(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ViewId(1, Integer.MAX_VALUE).next()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void sortsMembers() { // I3
        View view = new View(ID, new NodeId(2), List.of(member(9), member(2), member(4)));
        assertThat(view).isEqualTo(new View(ID, new NodeId(2), List.of(member(2), member(4), member(9))));
        assertThat(view.members()).extracting(Member::node).isSorted();
        assertThat(view.leaderMember()).isEqualTo(member(2));
    }

    @Test
    void hasLeaderAndUniqueIds() {
        assertRefused(3, List.of(member(1), member(2)));
        assertRefused(1, List.of(member(1), member(2), member(2)));
        assertRefused(1, List.of());
    }

    @Test
    void limitsMembers() {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= View.MAX_MEMBERS; i++) {
            members.add(member(i));
        }
        assertThat(new View(ID, new NodeId(1), members).members()).hasSize(256);
        members.add(member(257));
        assertRefused(1, members);
    }

    @Test
    void findsMembersByIdAndUid() {
        View view = new View(ID, new NodeId(1), List.of(member(1), member(2)));
        assertThat(view.member(new NodeId(2))).contains(member(2));
        assertThat(view.member(new NodeId(3))).isEmpty();
        assertThat(view.member(member(1).uid())).contains(member(1));
        assertThat(view.contains(member(2).id())).isTrue();
        assertThat(view.contains(new MemberId(new NodeId(2), member(1).uid()))).isFalse(); // H16
        assertThat(view.others(member(1).uid())).containsExactly(member(2));
    }

    private static void assertRefused(int leader, List<Member> members) {
        assertThatThrownBy(() -> new View(ID, new NodeId(leader), members))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Member member(int number) {
        return new Member(
                new MemberId(new NodeId(number), new Uid(new UUID(1, number))),
                new Address("10.0.0.1", number),
                new Nick("n" + number),
                ViewId.firstOf(1));
    }
}
