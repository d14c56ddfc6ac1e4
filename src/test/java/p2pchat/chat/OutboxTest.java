package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
import static p2pchat.chat.TestMembers.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.Outbox.Effect.Close;
import p2pchat.chat.Outbox.Effect.Open;
import p2pchat.chat.Outbox.Effect.Report;
import p2pchat.chat.Outbox.Effect.SaveCursor;
import p2pchat.chat.Outbox.Effect.Send;
import p2pchat.chat.UnaryMessages.Outcome;
import p2pchat.chat.UnaryMessages.Outcome.Kind;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.DeliveryReport;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
import p2pchat.model.VersionVector;

/** Sending, acknowledgements and reports of the outbox of n1, step by step. */
class OutboxTest extends OutboxFixture {

    @Test
    void opensStreamOnlyWhenThereIsSomethingToSend() {
        assertThat(outbox.viewChanged(view(1, 2), now)).isEmpty();
        assertThat(write()).containsExactly(new Open(member(2), 1));
        assertThat(write()).isEmpty();
    }

    @Test
    void alwaysOpensStreamToLeader() { // H6: its loss is a signal
        assertThat(outbox.viewChanged(view(2, 1, 3), now)).containsExactly(new Open(member(2), 1));
    }

    @Test
    void sendsWhatMemberLacksAfterItsAnswer() {
        outbox = new Outbox(node(1), Ranges.upTo(10), Map.of(), false);
        written = 10;
        assertThat(outbox.viewChanged(view(1, 2), now)).containsExactly(new Open(member(2), 1));
        assertThat(outbox.batchRequested(stream(BOB, 1), now))
                .as("nothing before the member reported what it has")
                .isEmpty();
        Ranges have = Ranges.upTo(4).with(new Range(7, 8));
        assertThat(outbox.streamOpened(stream(BOB, 1), have, now))
                .containsExactly(
                        new SaveCursor(BOB, have),
                        new Send(
                                stream(BOB, 1),
                                Ranges.NONE.with(new Range(5, 6)).with(new Range(9, 10))));
    }

    @Test
    void keepsNoStreamToMemberThatHasEverything() { // the first streams ask for missing own messages (H11)
        outbox = new Outbox(node(1), Ranges.upTo(10), Map.of(BOB, Ranges.upTo(10), EVE, Ranges.upTo(10)), false);
        assertThat(outbox.viewChanged(view(1, 2, 3), now))
                .containsExactly(new Open(member(2), 1), new Open(member(3), 2));
        outbox.streamOpened(stream(BOB, 1), Ranges.upTo(10), now);
        assertThat(outbox.streamClosed(stream(BOB, 1), new Random(1))).isEmpty();
        assertThat(outbox.streamOpened(stream(EVE, 2), Ranges.upTo(12), now))
                .contains(new Outbox.Effect.OwnMessagesMissing(EVE, 12));
        assertThat(outbox.logRead(Ranges.upTo(12), now)).as("BOB lacks these").containsExactly(new Open(member(2), 3));
    }

    @Test
    void sendsRestoredMessagesOnStreamPastThem() { // H11
        outbox = new Outbox(node(1), Ranges.upTo(2), Map.of(), false);
        outbox.viewChanged(view(1, 2), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.upTo(2), now);
        outbox.logRead(Ranges.upTo(2), now);
        outbox.batchRequested(stream(BOB, 1), now);
        Ranges gapped = Ranges.upTo(2).with(5);
        outbox.logRead(gapped, now);
        outbox.batchSent(stream(BOB, 1), 5, 1);
        outbox.acknowledged(stream(BOB, 1), gapped, Map.of(), now);
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).isEmpty();
        assertThat(outbox.logRead(Ranges.upTo(5), now)).containsExactly(send(1, 3, 4));
        outbox.batchSent(stream(BOB, 1), 4, 1);
    }

    /** Members offer it after a restart, when nothing is recovered any more. */
    @Test
    void wantsOwnMessagesInGapsOnly() { // H11
        outbox = new Outbox(node(1), Ranges.NONE.with(new Range(3, 5)), Map.of(), false);
        outbox.viewChanged(view(1, 2), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.NONE.with(1), now);
        outbox.logRead(Ranges.NONE.with(new Range(3, 5)), now);
        assertThat(outbox.mayWrite()).isTrue();
        assertThat(outbox.wantsOwn(1)).isTrue();
        assertThat(outbox.wantsOwn(6)).isFalse();
    }

    @Test
    void sendsMessagesRestoredDuringReadInNextBatch() { // H11
        outbox = new Outbox(node(1), Ranges.upTo(5), Map.of(), false);
        outbox.viewChanged(view(1, 2), now);
        outbox.logRead(Ranges.upTo(2).with(5), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.upTo(2), now);
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 5, 5));
        outbox.logRead(Ranges.upTo(5), now);
        outbox.batchSent(stream(BOB, 1), 5, 1);
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 3, 5));
    }

    /** No member has 11 to 50. Far more than a window of messages follows them (H11). */
    @Test
    void skipsNumbersNoMemberHas() {
        outbox = new Outbox(node(1), Ranges.upTo(10), Map.of(), true);
        written = 50;
        outbox.viewChanged(view(1, 2), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.upTo(10), now);
        outbox.batchRequested(stream(BOB, 1), now);
        for (int i = 0; i < 3 * Outbox.WINDOW; i++) {
            write();
            assertThat(outbox.closeIdle(2 * IDLE))
                    .as("the member still lacks messages")
                    .isEmpty();
            outbox.batchSent(stream(BOB, 1), written, 1);
            ack(new Range(written, written));
            assertThat(outbox.batchRequested(stream(BOB, 1), now)).isEmpty();
        }
        assertThat(write()).containsExactly(send(1, written, written));
        ack(new Range(written, written));
        assertThat(outbox.closeIdle(2 * IDLE))
                .as("the member lacks nothing")
                .containsExactly(new Close(stream(BOB, 1)));
    }

    @Test
    void skipsInitialGaps() {
        Ranges gapped = Ranges.upTo(10).with(new Range(51, 3_000));
        outbox = new Outbox(node(1), gapped, Map.of(), true);
        outbox.viewChanged(view(1, 2), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.upTo(10).with(new Range(51, 2_000)), now);
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 2_001, 2_256));
        outbox.batchSent(stream(BOB, 1), 2_256, 256);
        ack(new Range(2_001, 3_000));
        assertThat(outbox.streamClosed(stream(BOB, 1), random))
                .as("the member lacks nothing")
                .isEmpty();
    }

    /** The log was read before the newest messages were written, so they are no gap. */
    @Test
    void outdatedLogReadMakesNoGaps() {
        outbox = new Outbox(node(1), Ranges.upTo(2), Map.of(), true);
        written = 4;
        outbox.viewChanged(view(1, 2), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.upTo(2), now);
        write();
        write();
        outbox.logRead(Ranges.upTo(2), now);
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 5, 6));
        outbox.batchSent(stream(BOB, 1), 6, 2);
        ack(new Range(5, 6));
        assertThat(outbox.logRead(Ranges.upTo(3).with(new Range(5, 6)), now))
                .as("3 was restored")
                .isEmpty();
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 3, 3));
    }

    @Test
    void reportsHoldersOfUntrackedMessage() {
        outbox = new Outbox(node(1), Ranges.upTo(10), Map.of(BOB, Ranges.upTo(10), EVE, Ranges.upTo(9)), false);
        outbox.viewChanged(view(1, 2, 3), now);
        written = 10;
        write();
        DeliveryReport old = outbox.deliveryReport(10, now);
        assertThat(old).isEqualTo(new DeliveryReport(Optional.empty(), List.of(BOB), List.of(BOB, EVE)));
        assertThat(old.lacking()).containsExactly(EVE);
        DeliveryReport fresh = outbox.deliveryReport(11, now);
        assertThat(fresh.delivery().orElseThrow().pending()).containsExactly(BOB, EVE);
        assertThat(fresh.holders()).isEmpty();
    }

    /** Other members relayed it. What an unreachable member reports counts like an acknowledgement. */
    @Test
    void countsMessagesFoundByLogComparison() {
        outbox.viewChanged(view(1, 2, 3), now);
        write();
        write();
        VersionVector held = VersionVector.EMPTY.with(node(1), Ranges.upTo(9)).with(node(2), Ranges.upTo(5));
        List<Outbox.Effect> effects = outbox.heldBy(BOB, held, now);
        assertThat(effects).startsWith(new SaveCursor(BOB, Ranges.upTo(2))).hasSize(3);
        assertThat(outbox.deliveryReport(2, now).delivery().orElseThrow().direct())
                .containsExactly(BOB);
        assertThat(outbox.heldBy(BOB, held, now)).as("already known").isEmpty();
        assertThat(outbox.heldBy(node(9), held, now)).as("not a member").isEmpty();
        outbox.viewChanged(view(1, 2), now);
        assertThat(outbox.deliveryReport(2, now).delivery().orElseThrow().dropped())
                .containsExactly(EVE);
        assertThat(outbox.heldBy(EVE, held, now))
                .as("out of the view, but has it")
                .hasSize(2);
        assertThat(outbox.deliveryReport(2, now).delivery().orElseThrow().direct())
                .containsExactly(BOB, EVE);
    }

    /** An acknowledgement left out a message without text, because its deletion was not there yet. */
    @Test
    void countsOldMessagesFoundByLogComparison() {
        outbox.viewChanged(view(1, 2, 3), now);
        written = 10;
        write();
        VersionVector held = VersionVector.EMPTY.with(node(1), Ranges.upTo(10));
        assertThat(outbox.heldBy(BOB, held, now)).containsExactly(new SaveCursor(BOB, Ranges.upTo(10)));
    }

    @Test
    void sendsOneBatchPerRequest() {
        opened(view(1, 2), 600);
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 1, 256));
        assertThat(write()).as("while the log is read").isEmpty();
        outbox.batchSent(stream(BOB, 1), 256, 1);
        assertThat(write()).as("before the stream requests a batch").isEmpty();
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 257, 512));
        outbox.batchSent(stream(BOB, 1), 300, 1); // fewer fit the frame
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).containsExactly(send(1, 301, 556));
    }

    @Test
    void sendsNextMessageToWaitingStream() {
        opened(view(2, 1), 0);
        outbox.batchRequested(stream(BOB, 1), now);
        assertThat(write()).containsExactly(send(1, 1, 1));
    }

    @Test
    void limitsUnacknowledgedMessagesToWindow() {
        opened(view(1, 2), 3_000);
        for (int batch = 0; batch < 4; batch++) {
            assertThat(outbox.batchRequested(stream(BOB, 1), now))
                    .containsExactly(send(1, batch * 256L + 1, batch * 256L + 256));
            outbox.batchSent(stream(BOB, 1), batch * 256L + 256, 1);
        }
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).isEmpty();
        assertThat(ack(new Range(2, 1_024))).as("the first is still missing").noneMatch(Send.class::isInstance);
        assertThat(ack(new Range(1, 1))).contains(send(1, 1_025, 1_280));
    }

    @Test
    void reportsDeliveryStepsAndSettlesOnce() {
        opened(view(2, 1, 3), 0);
        now = 40;
        write();
        now = 100;
        assertThat(reports(outbox.streamOpened(stream(EVE, 2), Ranges.upTo(1), now)))
                .satisfiesExactly(step -> assertDelivery(step, List.of(EVE), List.of(), List.of(BOB), false));
        now = 140;
        assertThat(reports(ack(new Range(1, 1)))).satisfiesExactly(step -> {
            assertDelivery(step, List.of(BOB, EVE), List.of(), List.of(), true);
            assertThat(step.elapsed()).isEqualTo(Duration.ofMillis(100));
        });
        assertThat(reports(ack(new Range(1, 1)))).isEmpty();
    }

    @Test
    void settlesMessageWithoutRecipientsAtOnce() {
        outbox.viewChanged(view(1), now);
        assertThat(reports(write()))
                .satisfiesExactly(step -> assertDelivery(step, List.of(), List.of(), List.of(), true));
    }

    @Test
    void marksMembersOutOfViewAsDropped() {
        opened(view(2, 1, 3), 0);
        write();
        List<Effect> effects = outbox.viewChanged(view(1, 3), now);
        assertThat(effects).contains(new Close(stream(BOB, 1)));
        assertThat(reports(effects))
                .satisfiesExactly(step -> assertDelivery(step, List.of(), List.of(BOB), List.of(EVE), false));
    }

    @Test
    void doesNotWaitForSlowMember() { // M8
        opened(view(2, 1, 3), 1);
        outbox.streamOpened(stream(EVE, 2), Ranges.NONE, now);
        outbox.needsOverdueChecks(now);
        List<Effect> relays = check(500);
        assertThat(relays).hasSize(1);
        long ticket = ((Outbox.Effect.Relay) relays.get(0)).ticket();
        outbox.relayAnswered(ticket, new RelayAnswer.Outcomes(Map.of(EVE, Outcome.of(Kind.SLOW))), now);
        ack(new Range(1, 1));
        write();
        ack(new Range(2, 2));
        assertThat(reports(check(600)))
                .satisfiesExactly(step -> assertThat(step.slow()).containsExactly(EVE));
    }

    @Test
    void leaderDoesNotWaitForSlowMember() {
        opened(view(1, 2), 1);
        outbox.needsOverdueChecks(now);
        for (int i = 0; i <= 60; i++) {
            check(i * 100);
        }
        write();
        assertThat(reports(check(6_100)))
                .satisfiesExactly(step -> assertThat(step.slow()).containsExactly(BOB));
    }

    private List<Effect> check(long at) {
        now = at;
        return outbox.checkOverdue(at);
    }

    @Test
    void refusalIsPermanent() { // H14
        opened(view(1, 2), 1);
        outbox.batchRequested(stream(BOB, 1), now);
        outbox.batchSent(stream(BOB, 1), 1, 1);
        List<Effect> effects =
                outbox.acknowledged(stream(BOB, 1), Ranges.NONE, Map.of(1L, "another one has this number"), now);
        assertThat(reports(effects))
                .satisfiesExactly(step -> assertDelivery(step, List.of(), List.of(BOB), List.of(), true));
        assertThat(effects).contains(new SaveCursor(BOB, Ranges.upTo(1)));
        assertThat(outbox.streamClosed(stream(BOB, 1), random))
                .as("the member lacks nothing")
                .isEmpty();
    }

    private static List<Delivery> reports(List<Effect> effects) {
        List<Delivery> reports = new ArrayList<>();
        effects.forEach(effect -> {
            if (effect instanceof Report report) {
                reports.add(report.delivery());
            }
        });
        return reports;
    }

    private static void assertDelivery(
            Delivery delivery, List<NodeId> direct, List<NodeId> failed, List<NodeId> pending, boolean settled) {
        assertThat(delivery.key()).isEqualTo(message(1, 1).key());
        assertThat(delivery.id()).isEqualTo(message(1, 1).id());
        assertThat(delivery.direct()).isEqualTo(direct);
        assertThat(delivery.failed()).isEqualTo(failed);
        assertThat(delivery.pending()).isEqualTo(pending);
        assertThat(delivery.isSettled()).isEqualTo(settled);
    }
}
