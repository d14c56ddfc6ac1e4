package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect.Open;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Whom n1 reaches of bob and eve, of whom bob leads, as time passes. */
class ResponseWatchTest {

    private static final NodeId BOB = node(2);
    private static final NodeId EVE = node(3);
    private static final long START = 10_000;
    private static final long GRACE = ResponseWatch.GRACE.toMillis();

    private final Random random = new Random(1);
    private final Outbox outbox = new Outbox(node(1), Ranges.NONE, Map.of(), true);
    private long now = START;
    private long written;

    @BeforeEach
    void bobAnswersAndNobodyCalledEve() {
        outbox.viewChanged(view(2, 1, 3), now);
        outbox.streamOpened(BOB, 1, Ranges.NONE, now);
    }

    @Test
    void whoWasSentNothingOwesNothing() {
        assertThat(outbox.needsResponseChecks(now)).isFalse();
        assertThat(toldWithin(10 * GRACE)).isEmpty();
    }

    @Test
    void whoDoesNotTakeACallIsNotReachedAndIsReachedAgainOnceItDoes() {
        write();
        assertThat(toldWithin(GRACE - 500)).isEmpty();
        assertThat(toldWithin(500)).containsExactly(Set.of(EVE));
        outbox.streamClosed(EVE, 2, random);
        outbox.retryDue(EVE, 2, now);
        outbox.streamClosed(EVE, 3, random);
        assertThat(toldWithin(GRACE)).as("as it was").isEmpty();
        outbox.retryDue(EVE, 3, now);
        outbox.streamOpened(EVE, 4, Ranges.NONE, now);
        assertThat(toldWithin(GRACE)).containsExactly(Set.of());
        assertThat(outbox.needsResponseChecks(now)).isFalse();
    }

    @Test
    void whoLeavesMessagesUnacknowledgedIsNotReached() {
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(GRACE)).containsExactly(Set.of(EVE));
        outbox.acknowledged(EVE, 2, Ranges.upTo(1), Map.of(), now);
        assertThat(toldWithin(500)).containsExactly(Set.of());
    }

    @Test
    void whoeverAcknowledgesALittleAtATimeIsReached() {
        eveTakesCalls();
        for (int i = 1; i <= 20; i++) {
            write();
            outbox.batchRequested(EVE, 2, now);
            outbox.batchSent(EVE, 2, i, 1);
            assertThat(toldWithin(GRACE - 500)).isEmpty();
            outbox.acknowledged(EVE, 2, Ranges.upTo(i - 1), Map.of(), now);
        }
        assertThat(toldWithin(GRACE)).as("the last one").containsExactly(Set.of(EVE));
    }

    @Test
    void aConnectionThatIsRenewedAtOnceIsNotWorthAWord() {
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(1_000)).isEmpty();
        outbox.streamClosed(EVE, 2, random);
        outbox.retryDue(EVE, 2, now);
        assertThat(toldWithin(500)).isEmpty();
        outbox.streamOpened(EVE, 3, Ranges.NONE, now);
        outbox.batchRequested(EVE, 3, now);
        outbox.batchSent(EVE, 3, 1, 1);
        assertThat(toldWithin(GRACE - 500)).isEmpty();
        outbox.acknowledged(EVE, 3, Ranges.upTo(1), Map.of(), now);
        assertThat(toldWithin(GRACE)).isEmpty();
    }

    @Test
    void whoeverLeavesOwesNothingAnyMore() {
        write();
        assertThat(toldWithin(GRACE)).containsExactly(Set.of(EVE));
        outbox.viewChanged(view(2, 1), now);
        assertThat(toldWithin(500)).containsExactly(Set.of());
    }

    /** The leader passed on what it lacks, so there is nothing to send it; only a call tells whether it is back. */
    @Test
    void whoIsNotReachedIsCalledAgainThoughThereIsNothingToSend() {
        write();
        outbox.heldBy(EVE, outboxOf(written), now);
        outbox.streamClosed(EVE, 2, random);
        assertThat(outbox.retryDue(EVE, 2, now)).containsExactly(new Open(member(3), 3));
        outbox.streamOpened(EVE, 3, Ranges.upTo(written), now);
        assertThat(outbox.streamClosed(EVE, 3, random)).as("it answered").isEmpty();
    }

    @Test
    void whatTheLogLacksIsNotOwed() { // H11
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 0);
        assertThat(toldWithin(GRACE)).isEmpty();
    }

    @Test
    void aPauseOfThisProcessIsNobodysSilence() { // H6
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(500)).isEmpty();
        now += 60_000;
        assertThat(outbox.checkResponses(now)).isEmpty();
        assertThat(toldWithin(GRACE - 500)).isEmpty();
        assertThat(toldWithin(500)).containsExactly(Set.of(EVE));
        now += 60_000;
        assertThat(outbox.checkResponses(now)).as("it was silent before").isEmpty();
    }

    @Test
    void aPauseIsOneHoweverOftenItIsAskedWhetherToLook() { // H6
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(500)).isEmpty();
        now += 60_000;
        outbox.needsResponseChecks(now);
        assertThat(outbox.checkResponses(now)).isEmpty();
    }

    @Test
    void aLookThatIsALittleLateIsNoPause() {
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(500)).isEmpty();
        now += 1_100;
        assertThat(outbox.checkResponses(now)).isEmpty();
        assertThat(toldWithin(500)).containsExactly(Set.of(EVE));
    }

    @Test
    void aLookThatIsLaterIsOne() { // H6
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(500)).isEmpty();
        now += 1_101;
        assertThat(outbox.checkResponses(now)).isEmpty();
        assertThat(toldWithin(GRACE - 500)).isEmpty();
        assertThat(toldWithin(500)).containsExactly(Set.of(EVE));
    }

    /** Nobody looked meanwhile, since nobody owed an answer: that was no pause. */
    @Test
    void whoeverIsSilentAfterALongQuietIsNotReachedAsSoonAsEver() {
        eveTakesCalls();
        outbox.batchSent(EVE, 2, 1, 1);
        assertThat(toldWithin(500)).isEmpty();
        outbox.acknowledged(EVE, 2, Ranges.upTo(1), Map.of(), now);
        assertThat(toldWithin(60_000)).isEmpty();
        write();
        outbox.batchRequested(EVE, 2, now);
        outbox.batchSent(EVE, 2, 2, 1);
        outbox.acknowledged(BOB, 1, Ranges.upTo(written), Map.of(), now);
        assertThat(toldWithin(GRACE)).containsExactly(Set.of(EVE));
    }

    @Test
    void whoeverCameBackElsewhereOwesNothingOfBefore() {
        write();
        assertThat(toldWithin(GRACE - 500)).isEmpty();
        outbox.viewChanged(view(2, List.of(member(1), member(2), member(3, 5_555))), now);
        assertThat(toldWithin(GRACE - 500)).isEmpty();
        assertThat(toldWithin(500)).containsExactly(Set.of(EVE));
    }

    private void eveTakesCalls() {
        write();
        outbox.streamOpened(EVE, 2, Ranges.NONE, now);
        outbox.batchRequested(EVE, 2, now);
        outbox.acknowledged(BOB, 1, Ranges.upTo(written), Map.of(), now);
    }

    private static VersionVector outboxOf(long last) {
        return VersionVector.EMPTY.with(node(1), Ranges.upTo(last));
    }

    private void write() {
        written++;
        outbox.written(message(1, written), now);
    }

    /** What is told while so many milliseconds pass. */
    private List<Set<NodeId>> toldWithin(long millis) {
        List<Set<NodeId>> told = new ArrayList<>();
        long step = ResponseWatch.CHECK_EVERY.toMillis();
        for (long passed = step; passed <= millis; passed += step) {
            boolean watched = outbox.needsResponseChecks(now);
            now += step;
            if (watched) {
                Optional<Set<NodeId>> news = outbox.checkResponses(now);
                news.ifPresent(told::add);
            }
        }
        return told;
    }
}
