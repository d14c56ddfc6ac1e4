package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
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

/** Members that n1 reaches as time passes: bob, who leads, and eve. */
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
    void bobAnswers() {
        outbox.viewChanged(view(2, 1, 3), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.NONE, now);
    }

    @Test
    void memberSentNothingIsReached() {
        assertThat(outbox.needsResponseChecks(now)).isFalse();
        assertThat(reportedWithin(10 * GRACE)).isEmpty();
    }

    @Test
    void memberIsUnreachedUntilStreamOpens() {
        write();
        assertThat(reportedWithin(GRACE - 500)).isEmpty();
        assertThat(reportedWithin(500)).containsExactly(Set.of(EVE));
        outbox.streamClosed(stream(EVE, 2), random);
        outbox.retryDue(stream(EVE, 2), now);
        outbox.streamClosed(stream(EVE, 3), random);
        assertThat(reportedWithin(GRACE)).as("unchanged").isEmpty();
        outbox.retryDue(stream(EVE, 3), now);
        outbox.streamOpened(stream(EVE, 4), Ranges.NONE, now);
        assertThat(reportedWithin(GRACE)).containsExactly(Set.of());
        assertThat(outbox.needsResponseChecks(now)).isFalse();
    }

    @Test
    void memberWithoutAcksIsUnreached() {
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(GRACE)).containsExactly(Set.of(EVE));
        outbox.acknowledged(stream(EVE, 2), Ranges.upTo(1), Map.of(), now);
        assertThat(reportedWithin(500)).containsExactly(Set.of());
    }

    @Test
    void memberWithSlowAcksIsReached() {
        eveAnswers();
        for (int i = 1; i <= 20; i++) {
            write();
            outbox.batchRequested(stream(EVE, 2), now);
            outbox.batchSent(stream(EVE, 2), i, 1);
            assertThat(reportedWithin(GRACE - 500)).isEmpty();
            outbox.acknowledged(stream(EVE, 2), Ranges.upTo(i - 1), Map.of(), now);
        }
        assertThat(reportedWithin(GRACE)).as("the last message").containsExactly(Set.of(EVE));
    }

    @Test
    void doesNotReportQuickReconnect() {
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(1_000)).isEmpty();
        outbox.streamClosed(stream(EVE, 2), random);
        outbox.retryDue(stream(EVE, 2), now);
        assertThat(reportedWithin(500)).isEmpty();
        outbox.streamOpened(stream(EVE, 3), Ranges.NONE, now);
        outbox.batchRequested(stream(EVE, 3), now);
        outbox.batchSent(stream(EVE, 3), 1, 1);
        assertThat(reportedWithin(GRACE - 500)).isEmpty();
        outbox.acknowledged(stream(EVE, 3), Ranges.upTo(1), Map.of(), now);
        assertThat(reportedWithin(GRACE)).isEmpty();
    }

    @Test
    void departedMemberOwesNothing() {
        write();
        assertThat(reportedWithin(GRACE)).containsExactly(Set.of(EVE));
        outbox.viewChanged(view(2, 1), now);
        assertThat(reportedWithin(500)).containsExactly(Set.of());
    }

    /** The leader relayed what the member lacks. Only a new stream shows whether it is back. */
    @Test
    void retriesUnreachedMemberWithNothingToSend() {
        write();
        outbox.heldBy(EVE, ownUpTo(written), now);
        outbox.streamClosed(stream(EVE, 2), random);
        assertThat(outbox.retryDue(stream(EVE, 2), now)).containsExactly(new Open(member(3), 3));
        outbox.streamOpened(stream(EVE, 3), Ranges.upTo(written), now);
        assertThat(outbox.streamClosed(stream(EVE, 3), random))
                .as("it answered")
                .isEmpty();
    }

    @Test
    void emptyBatchExpectsNoAck() { // H11
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 0);
        assertThat(reportedWithin(GRACE)).isEmpty();
    }

    @Test
    void excusesSilenceDuringPause() { // H6
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(500)).isEmpty();
        now += 60_000;
        assertThat(outbox.checkResponses(now)).isEmpty();
        assertThat(reportedWithin(GRACE - 500)).isEmpty();
        assertThat(reportedWithin(500)).containsExactly(Set.of(EVE));
        now += 60_000;
        assertThat(outbox.checkResponses(now)).as("silent before the pause").isEmpty();
    }

    @Test
    void askingForChecksDoesNotHidePause() { // H6
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(500)).isEmpty();
        now += 60_000;
        outbox.needsResponseChecks(now);
        assertThat(outbox.checkResponses(now)).isEmpty();
    }

    @Test
    void slightlyLateCheckIsNoPause() {
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(500)).isEmpty();
        now += 1_100;
        assertThat(outbox.checkResponses(now)).isEmpty();
        assertThat(reportedWithin(500)).containsExactly(Set.of(EVE));
    }

    @Test
    void lateCheckIsPause() { // H6
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(500)).isEmpty();
        now += 1_101;
        assertThat(outbox.checkResponses(now)).isEmpty();
        assertThat(reportedWithin(GRACE - 500)).isEmpty();
        assertThat(reportedWithin(500)).containsExactly(Set.of(EVE));
    }

    /** No checks ran meanwhile, because no member owed an answer. That was no pause. */
    @Test
    void detectsSilenceAfterLongQuiet() {
        eveAnswers();
        outbox.batchSent(stream(EVE, 2), 1, 1);
        assertThat(reportedWithin(500)).isEmpty();
        outbox.acknowledged(stream(EVE, 2), Ranges.upTo(1), Map.of(), now);
        assertThat(reportedWithin(60_000)).isEmpty();
        write();
        outbox.batchRequested(stream(EVE, 2), now);
        outbox.batchSent(stream(EVE, 2), 2, 1);
        outbox.acknowledged(stream(BOB, 1), Ranges.upTo(written), Map.of(), now);
        assertThat(reportedWithin(GRACE)).containsExactly(Set.of(EVE));
    }

    @Test
    void newAddressOwesNothing() {
        write();
        assertThat(reportedWithin(GRACE - 500)).isEmpty();
        outbox.viewChanged(view(2, List.of(member(1), member(2), member(3, 5_555))), now);
        assertThat(reportedWithin(GRACE - 500)).isEmpty();
        assertThat(reportedWithin(500)).containsExactly(Set.of(EVE));
    }

    private void eveAnswers() {
        write();
        outbox.streamOpened(stream(EVE, 2), Ranges.NONE, now);
        outbox.batchRequested(stream(EVE, 2), now);
        outbox.acknowledged(stream(BOB, 1), Ranges.upTo(written), Map.of(), now);
    }

    private static VersionVector ownUpTo(long last) {
        return VersionVector.EMPTY.with(node(1), Ranges.upTo(last));
    }

    private void write() {
        written++;
        outbox.written(message(1, written), now);
    }

    /** Returns the reports while {@code millis} pass. */
    private List<Set<NodeId>> reportedWithin(long millis) {
        List<Set<NodeId>> reported = new ArrayList<>();
        long step = ResponseWatch.CHECK_EVERY.toMillis();
        for (long passed = step; passed <= millis; passed += step) {
            boolean watched = outbox.needsResponseChecks(now);
            now += step;
            if (watched) {
                Optional<Set<NodeId>> news = outbox.checkResponses(now);
                news.ifPresent(reported::add);
            }
        }
        return reported;
    }
}
