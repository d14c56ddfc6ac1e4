package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
import static p2pchat.chat.TestMembers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.Outbox.Effect.Open;
import p2pchat.chat.Outbox.Effect.Relay;
import p2pchat.chat.Outbox.Effect.Report;
import p2pchat.chat.Outbox.Effect.SaveCursor;
import p2pchat.chat.Outbox.Effect.Verify;
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.Outcome.Kind;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus;

/** n1 has members that leave its messages unacknowledged (M8). n2 leads; n3 and n4 are members, too. */
final class RelayRequestsTest {

    private static final NodeId LEADER = node(2);
    private static final NodeId EVE = node(3);
    private static final NodeId DAN = node(4);

    private final Random random = new Random(1);
    private final Outbox outbox = new Outbox(node(1), Ranges.NONE, Map.of(), true);
    private final Map<NodeId, Integer> attempts = new TreeMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Set<NodeId> unreached = new TreeSet<>();
    private long written;
    private long now = 10_000;

    @Test
    void relaysOverdueMessageOnceForAllMembers() {
        grouped();
        write();
        acks(LEADER);
        pass(400);
        assertThat(relays()).isEmpty();
        pass(200);
        assertThat(relays()).containsExactly(relay(1, 1, false, EVE, DAN));
        pass(3_000);
        assertThat(relays()).as("already requested").isEmpty();
    }

    @Test
    void sendsBodyToSilentLeader() {
        grouped();
        write();
        pass(600);
        assertThat(relays()).containsExactly(relay(1, 1, true, EVE, DAN));
    }

    @Test
    void sendsBodyWhenLeaderAsks() {
        grouped();
        write();
        acks(LEADER);
        pass(600);
        relays();
        passed(1, new RelayAnswer.SendBody());
        assertThat(relays()).containsExactly(relay(1, 1, true, EVE, DAN));
    }

    @Test
    void countsRelayedAndLeavesSlowToCursor() {
        grouped();
        write();
        acks(LEADER);
        pass(600);
        relays();
        passed(1, outcomes(Kind.STORED, Kind.SLOW));
        assertThat(effects).contains(new SaveCursor(EVE, Ranges.upTo(1)));
        assertThat(states())
                .containsEntry(EVE, RecipientStatus.State.RELAYED)
                .containsEntry(DAN, RecipientStatus.State.SLOW);
        effects.clear();
        write();
        acks(LEADER);
        pass(600);
        assertThat(relays()).as("not for DAN").containsExactly(relay(2, 2, false, EVE));
        assertThat(states()).containsEntry(DAN, RecipientStatus.State.SLOW);
        acks(DAN);
        write();
        acks(LEADER);
        acks(EVE);
        pass(600);
        assertThat(relays()).as("it stores again").containsExactly(relay(3, 3, false, DAN));
    }

    @Test
    void repeatsRequestAfterPause() {
        grouped();
        write();
        acks(LEADER);
        pass(600);
        relays();
        outbox.relayFailed(1, now);
        pass(900);
        assertThat(relays()).isEmpty();
        pass(100);
        assertThat(relays()).containsExactly(relay(2, 1, false, EVE, DAN));
    }

    @Test
    void settlesDroppedAndRefused() {
        grouped();
        write();
        acks(LEADER);
        pass(600);
        relays();
        passed(1, outcomes(Kind.DROPPED, Kind.REFUSED));
        assertThat(states())
                .containsEntry(EVE, RecipientStatus.State.DROPPED)
                .containsEntry(DAN, RecipientStatus.State.REFUSED);
        pass(3_000);
        assertThat(relays()).isEmpty();
    }

    /** The leader refuses the message for itself; the members have not answered. */
    @Test
    void asksNextLeaderAfterRefusal() {
        grouped();
        write();
        acks(LEADER);
        acks(DAN);
        pass(600);
        relays();
        passed(1, new RelayAnswer.Refused("another one has this number"));
        pass(5 * RelayRequests.PAUSE_AFTER_FAILURE.toMillis());
        assertThat(relays()).isEmpty();
        assertThat(states()).doesNotContainKeys(EVE);
        perform(outbox.viewChanged(view(4, 1, 2, 3), now));
        pass(100);
        assertThat(relays())
                .containsExactly(new Relay(
                        2, member(4), message(1, 1).key(), message(1, 1).id(), false, List.of(EVE)));
    }

    @Test
    void asksNewLeaderAtOnce() {
        grouped();
        write();
        acks(LEADER);
        acks(DAN);
        pass(600);
        relays();
        outbox.relayFailed(1, now);
        perform(outbox.viewChanged(view(4, 1, 2, 3), now));
        pass(100);
        assertThat(relays())
                .containsExactly(new Relay(
                        2, member(4), message(1, 1).key(), message(1, 1).id(), false, List.of(EVE)));
    }

    /** An acknowledgement shows progress. A busy stream is no reason to ask the leader. */
    @Test
    void acknowledgementExtendsTimeout() {
        grouped();
        write();
        write();
        acks(LEADER);
        acks(DAN);
        pass(400);
        perform(outbox.acknowledged(stream(EVE, attempts.get(EVE)), Ranges.upTo(1), Map.of(), now));
        pass(400);
        assertThat(relays()).isEmpty();
        pass(200);
        assertThat(relays()).containsExactly(relay(1, 2, false, EVE));
    }

    @Test
    void relaysAtOnceAfterFailedReconnect() {
        grouped();
        write();
        acks(LEADER);
        acks(DAN);
        outbox.streamClosed(stream(EVE, attempts.get(EVE)), random);
        pass(100);
        assertThat(relays()).as("it may reconnect at once").isEmpty();
        unreached.add(EVE);
        perform(outbox.retryDue(stream(EVE, attempts.get(EVE)), now));
        outbox.streamClosed(stream(EVE, attempts.get(EVE)), random);
        pass(100);
        assertThat(relays()).containsExactly(relay(1, 1, false, EVE));
    }

    @Test
    void firstStreamThatFailsIsNotLost() {
        unreached.add(EVE);
        grouped();
        write();
        acks(LEADER);
        acks(DAN);
        outbox.streamClosed(stream(EVE, attempts.get(EVE)), random);
        pass(100);
        assertThat(relays()).isEmpty();
        pass(500);
        assertThat(relays()).containsExactly(relay(1, 1, false, EVE));
    }

    @Test
    void reopenedStreamWithoutAckIsNoProgress() {
        grouped();
        write();
        acks(LEADER);
        acks(DAN);
        pass(300);
        outbox.streamClosed(stream(EVE, attempts.get(EVE)), random);
        perform(outbox.retryDue(stream(EVE, attempts.get(EVE)), now));
        pass(300);
        assertThat(relays()).containsExactly(relay(1, 1, false, EVE));
    }

    @Test
    void excusesSilenceDuringOwnPause() { // H6
        grouped();
        write();
        acks(LEADER);
        pass(100);
        now += 5_000;
        pass(100);
        assertThat(relays()).isEmpty();
        pass(300);
        assertThat(relays()).isEmpty();
        pass(200);
        assertThat(relays()).containsExactly(relay(1, 1, false, EVE, DAN));
    }

    @Test
    void limitsRequestsInFlight() {
        grouped();
        for (int i = 0; i < RelayRequests.MAX_IN_FLIGHT + 2; i++) {
            write();
        }
        acks(LEADER);
        pass(600);
        assertThat(relays()).hasSize(RelayRequests.MAX_IN_FLIGHT);
        passed(1, outcomes(Kind.STORED, Kind.STORED));
        pass(100);
        assertThat(relays()).hasSize(1);
    }

    @Test
    void leaderVerifiesSilentMemberThenMarksItSlow() { // H8
        perform(outbox.viewChanged(view(1, 2, 3, 4), now));
        write();
        acks(LEADER);
        acks(DAN);
        pass(600);
        assertThat(only(Verify.class)).containsExactly(new Verify(id(3)));
        pass(4_800);
        assertThat(only(Verify.class)).isEmpty();
        assertThat(states()).doesNotContainKey(EVE);
        pass(300);
        assertThat(states()).containsEntry(EVE, RecipientStatus.State.SLOW);
        write();
        acks(EVE);
        acks(LEADER);
        acks(DAN);
        write();
        pass(600);
        assertThat(only(Verify.class)).as("it answered in between").contains(new Verify(id(3)));
    }

    // ---- helpers

    private void grouped() {
        perform(outbox.viewChanged(view(2, 1, 3, 4), now));
    }

    private void write() {
        perform(outbox.written(message(1, ++written), now));
    }

    /** Performs the effects. Each member answers a new stream that it has no messages of n1. */
    private void perform(List<Effect> done) {
        effects.addAll(done);
        for (Effect effect : done) {
            if (effect instanceof Open open) {
                NodeId member = open.member().node();
                attempts.put(member, open.attempt());
                if (!unreached.contains(member)) {
                    outbox.streamOpened(stream(member, open.attempt()), Ranges.NONE, now);
                }
            }
        }
    }

    /** Acknowledges all messages. */
    private void acks(NodeId member) {
        perform(outbox.acknowledged(stream(member, attempts.get(member)), Ranges.upTo(written), Map.of(), now));
    }

    /** Lets time pass, with checks when they are due. */
    private void pass(long millis) {
        for (long end = now + millis; now < end; ) {
            outbox.needsOverdueChecks(now);
            now += RelayRequests.CHECK_EVERY.toMillis();
            effects.addAll(outbox.checkOverdue(now));
        }
    }

    private void passed(long ticket, RelayAnswer answer) {
        effects.addAll(outbox.relayAnswered(ticket, answer, now));
    }

    private static RelayAnswer outcomes(Kind eve, Kind dan) {
        return new RelayAnswer.Outcomes(Map.of(EVE, Outcome.of(eve), DAN, Outcome.of(dan)));
    }

    private List<Relay> relays() {
        return only(Relay.class);
    }

    private <T> List<T> only(Class<T> type) {
        List<T> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        effects.removeIf(type::isInstance);
        return found;
    }

    /** The last reported states of members. */
    private Map<NodeId, RecipientStatus.State> states() {
        Map<NodeId, RecipientStatus.State> states = new TreeMap<>();
        only(Report.class).stream()
                .flatMap(report -> report.delivery().recipients().stream())
                .filter(share -> share.state() != RecipientStatus.State.PENDING)
                .forEach(share -> states.put(share.member(), share.state()));
        return states;
    }

    private static Relay relay(long ticket, long seq, boolean whole, NodeId... to) {
        return new Relay(
                ticket, member(2), message(1, seq).key(), message(1, seq).id(), whole, List.of(to));
    }
}
