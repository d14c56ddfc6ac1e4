package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.sync.GapRepairTest.member;
import static p2pchat.sync.GapRepairTest.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Digest;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.sync.Synchronisation.Effect;

/** Comparisons with members outside the view, which may hold messages that no member has. */
class AbsentMembersTest {

    /** Chooses an absent member if there is one, and always the first. */
    private static final RandomGenerator FIRST_OF_THE_ABSENT = () -> Long.MIN_VALUE;

    private Synchronisation machine = new Synchronisation(member(1).uid(), List.of());
    private long now = 10_000;

    /** Otherwise a leader that was cut off and dropped all members would stay alone. */
    @Test
    void comparesWithDroppedMember() {
        enter(1, 2, 3);
        machine.viewChanged(view(1, 2, 1, 2));
        assertThat(comparedWith()).containsExactly(new NodeId(2), new NodeId(3));
    }

    @Test
    void comparesWithMemberDroppedBeforeStart() {
        machine = new Synchronisation(member(1).uid(), List.of(member(3)));
        enter(1, 2);
        assertThat(comparedWith()).containsExactly(new NodeId(2), new NodeId(3));
    }

    @Test
    void returnedMemberIsNotAbsent() {
        machine = new Synchronisation(member(1).uid(), List.of(member(3)));
        enter(1, 2, 3);
        assertThat(machine.tick(now, FIRST_OF_THE_ABSENT)).containsExactly(new Effect.Compare(member(2)));
    }

    @Test
    void usesNewAddressOfReturnedMember() {
        enter(1, 2);
        Member moved = new Member(
                member(2).id(),
                new Address("127.0.0.1", 5_555),
                member(2).nick(),
                member(2).joinedAt());
        machine.viewChanged(view(1, 2, List.of(member(1), moved)));
        assertThat(machine.digestReceived(moved.node(), Digest.NOTHING, new Digest(7, 7, 7), 10_000))
                .containsExactly(new Effect.Compare(moved));
    }

    @Test
    void forgetsOldestAbsentMembers() {
        List<Member> gone = new ArrayList<>();
        for (int id = 3; id < 3 + Synchronisation.MAX_ABSENT + 1; id++) {
            gone.add(member(id));
        }
        machine = new Synchronisation(member(1).uid(), gone);
        enter(1, 2);
        assertThat(comparedWith())
                .contains(gone.get(1).node(), gone.get(gone.size() - 1).node())
                .doesNotContain(gone.get(0).node());
    }

    @Test
    void removesStateOfForgottenMembers() {
        enter(1, 2, 3);
        machine.viewChanged(view(1, 2, 1, 2)); // 3 is absent longest
        comeAndGo(1_000, Synchronisation.MAX_ABSENT / 2);
        assertThat(compares(3)).as("remembered").isTrue();
        machine.fetchEnded(new NodeId(3));
        comeAndGo(2_000, Synchronisation.MAX_ABSENT / 2);
        assertThat(compares(3)).as("of no member").isFalse();
    }

    /** A member led by 2 that has caught up. */
    private void enter(int... ids) {
        machine.viewChanged(view(1, 2, ids));
        machine.catchUpEnded(member(2).id(), true);
    }

    private void comeAndGo(int first, int count) {
        machine.viewChanged(view(
                1,
                2,
                IntStream.concat(IntStream.of(1, 2), IntStream.range(first, first + count))
                        .toArray()));
        machine.viewChanged(view(1, 2, 1, 2));
    }

    private boolean compares(int id) {
        now += 100_000;
        return !machine.digestReceived(new NodeId(id), Digest.NOTHING, new Digest(7, 7, 7), now)
                .isEmpty();
    }

    /** Returns the members compared with over time. */
    private TreeSet<NodeId> comparedWith() {
        TreeSet<NodeId> with = new TreeSet<>();
        Random random = new Random(7);
        for (int tick = 0; tick < 8_000; tick++) {
            now += Synchronisation.TICK.toMillis();
            for (Effect effect : machine.tick(now, random)) {
                if (effect instanceof Effect.Compare compare) {
                    with.add(compare.with().node());
                    machine.fetchEnded(compare.with().node());
                }
            }
        }
        return with;
    }
}
