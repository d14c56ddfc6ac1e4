package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.sync.GapRepair.Effect;

class GapRepairTest {

    private static final VersionVector GAP = VersionVector.EMPTY.with(new NodeId(9), Ranges.upTo(3));

    private final GapRepair inbox = new GapRepair(new NodeId(1));

    static Member member(int id) {
        return new Member(
                new MemberId(new NodeId(id), new Uid(new UUID(0, id))),
                new Address("127.0.0.1", 4_000 + id),
                new Nick("nick" + id),
                ViewId.firstOf(1));
    }

    static View view(long epoch, int leader, int... ids) {
        List<Member> members = new ArrayList<>();
        for (int id : ids) {
            members.add(member(id));
        }
        return view(epoch, leader, members);
    }

    static View view(long epoch, int leader, List<Member> members) {
        return new View(ViewId.firstOf(epoch), new NodeId(leader), members);
    }

    private List<NodeId> asks(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Fetch.class::isInstance)
                .map(effect -> ((Effect.Fetch) effect).member().node())
                .toList();
    }

    @Test
    void lateMessageIsNotFetched() {
        inbox.viewChanged(view(1, 2, 1, 2, 3));
        assertThat(inbox.messageWaiting(new NodeId(3))).containsExactly(new Effect.CheckLater(GapRepair.CHECK_DELAY));
        assertThat(inbox.messageWaiting(new NodeId(3)))
                .as("one look is due already")
                .isEmpty();
        assertThat(inbox.gapsChecked(VersionVector.EMPTY, 200)).isEmpty();
    }

    @Test
    void limitsKeysPerRequest() {
        inbox.viewChanged(view(1, 2, 1, 2, 3));
        inbox.messageWaiting(new NodeId(3));
        VersionVector many = VersionVector.EMPTY.with(new NodeId(9), Ranges.upTo(5_000));
        assertThat(inbox.gapsChecked(many, 200).stream()
                        .filter(Effect.Fetch.class::isInstance)
                        .map(effect -> ((Effect.Fetch) effect).wanted().size()))
                .containsExactly((long) GapRepair.MAX_WANTED);
    }

    @Test
    void asksSenderThenLeaderThenOthers() {
        inbox.viewChanged(view(1, 2, 1, 2, 3, 4));
        inbox.messageWaiting(new NodeId(4));
        List<NodeId> asked = new ArrayList<>();
        for (int look = 1; look <= 4; look++) {
            asked.addAll(asks(inbox.gapsChecked(GAP, 200L * look)));
            assertThat(asks(inbox.gapsChecked(GAP, 200L * look)))
                    .as("one question at a time")
                    .isEmpty();
            inbox.fetchEnded();
        }
        assertThat(asked).containsExactly(new NodeId(4), new NodeId(2), new NodeId(3), new NodeId(4));
    }

    @Test
    void asksLeaderBeforeLowerIds() {
        inbox.viewChanged(view(1, 4, 1, 2, 3, 4));
        inbox.messageWaiting(new NodeId(3));
        assertThat(askedInTurn(3)).containsExactly(new NodeId(3), new NodeId(4), new NodeId(2));
    }

    @Test
    void limitsRememberedSenders() {
        int[] all = IntStream.rangeClosed(1, GapRepair.MAX_SENDERS + 4).toArray();
        inbox.viewChanged(view(1, 2, all));
        List<NodeId> order = new ArrayList<>();
        for (int sender = 3; sender < 3 + GapRepair.MAX_SENDERS; sender++) {
            inbox.messageWaiting(new NodeId(sender));
            order.add(new NodeId(sender));
        }
        NodeId oneTooMany = new NodeId(GapRepair.MAX_SENDERS + 4);
        inbox.messageWaiting(oneTooMany);
        order.addAll(List.of(new NodeId(2), new NodeId(GapRepair.MAX_SENDERS + 3), oneTooMany));
        assertThat(askedInTurn(order.size())).isEqualTo(order);
    }

    /** The members asked for one gap do not affect the next. */
    @Test
    void nextGapStartsWithItsSender() {
        inbox.viewChanged(view(1, 2, 1, 2, 3, 4));
        inbox.messageWaiting(new NodeId(4));
        assertThat(askedInTurn(2)).containsExactly(new NodeId(4), new NodeId(2));
        inbox.gapsChecked(VersionVector.EMPTY, 1_000);
        inbox.messageWaiting(new NodeId(3));
        assertThat(askedInTurn(3)).containsExactly(new NodeId(3), new NodeId(2), new NodeId(4));
    }

    private List<NodeId> askedInTurn(int questions) {
        List<NodeId> asked = new ArrayList<>();
        for (int question = 0; question < questions; question++) {
            asked.addAll(asks(inbox.gapsChecked(GAP, 200)));
            inbox.fetchEnded();
        }
        return asked;
    }

    @Test
    void givesUpAfterTenSeconds() {
        inbox.viewChanged(view(1, 2, 1, 2));
        inbox.messageWaiting(new NodeId(2));
        VersionVector later = GAP.with(new NodeId(8), Ranges.upTo(1));
        for (long now = 0; now < 10_000; now += 200) {
            List<Effect> effects = inbox.gapsChecked(now < 5_000 ? GAP : later, now);
            assertThat(effects).noneMatch(Effect.GiveUp.class::isInstance);
        }
        assertThat(inbox.gapsChecked(later, 10_000)).contains(new Effect.GiveUp(GAP));
    }

    /** The log may read waiting messages after the first check, for example if the disk was full. */
    @Test
    void tickChecksMessagesReadLater() {
        inbox.viewChanged(view(1, 2, 1, 2));
        assertThat(inbox.gapsChecked(VersionVector.EMPTY, 200)).isEmpty();
        assertThat(inbox.tick()).containsExactly(new Effect.CheckLater(GapRepair.CHECK_DELAY));
        assertThat(inbox.tick()).as("one look is due already").isEmpty();
        assertThat(asks(inbox.gapsChecked(GAP, 5_200))).containsExactly(new NodeId(2));
    }

    @Test
    void pausesDuringCatchUp() {
        inbox.viewChanged(view(1, 2, 1, 2));
        inbox.messageWaiting(new NodeId(2));
        inbox.gapsChecked(GAP, 0);
        inbox.fetchEnded();
        inbox.setPaused(true);
        for (long now = 200; now < 30_000; now += 200) {
            assertThat(inbox.gapsChecked(GAP, now)).containsExactly(new Effect.CheckLater(GapRepair.CHECK_DELAY));
        }
        inbox.setPaused(false);
        assertThat(inbox.gapsChecked(GAP, 30_000)).noneMatch(Effect.GiveUp.class::isInstance);
    }
}
