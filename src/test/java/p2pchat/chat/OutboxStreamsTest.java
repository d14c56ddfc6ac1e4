package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
import static p2pchat.chat.TestMembers.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.Outbox.Effect.Close;
import p2pchat.chat.Outbox.Effect.Open;
import p2pchat.chat.Outbox.Effect.Retry;
import p2pchat.chat.Outbox.Effect.SaveCursor;
import p2pchat.model.Member;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
import p2pchat.model.ViewId;

/** Opening, retrying and closing of the streams of n1. */
class OutboxStreamsTest extends OutboxFixture {

    @Test
    void retriesStreamWithGrowingBackoff() {
        opened(view(1, 2), 1);
        assertBetween(100, 300, retry(1)); // it was open before
        int attempt = 1;
        for (long longest : new long[] {600, 1_200, 2_400, 4_800, 9_600, 15_000, 15_000}) {
            assertThat(outbox.retryDue(stream(BOB, attempt), now)).containsExactly(new Open(member(2), attempt + 1));
            attempt++;
            assertBetween(longest / 3, longest, retry(attempt));
        }
        for (int i = 0; i < 100; i++) { // even after many failures
            outbox.retryDue(stream(BOB, attempt), now);
            attempt++;
            assertBetween(5_000, 15_000, retry(attempt));
        }
        outbox.retryDue(stream(BOB, attempt), now);
        attempt++;
        outbox.streamOpened(stream(BOB, attempt), Ranges.NONE, now);
        assertBetween(100, 300, retry(attempt));
    }

    @Test
    void opensNothingWhileRetryIsScheduled() {
        opened(view(1, 2), 1);
        retry(1);
        assertThat(write()).isEmpty();
        assertThat(outbox.viewChanged(view(1, 2), now)).isEmpty();
        assertThat(outbox.retryDue(stream(BOB, 1), now)).containsExactly(new Open(member(2), 2));
        assertThat(outbox.retryDue(stream(BOB, 1), now)).as("once").isEmpty();
        assertThat(outbox.retryDue(stream(BOB, 2), now)).as("not while opening").isEmpty();
    }

    @Test
    void doesNotRetryUnneededStream() {
        opened(view(1, 2), 1);
        ack(new Range(1, 1));
        assertThat(outbox.streamClosed(stream(BOB, 1), random)).isEmpty();
        assertThat(write()).containsExactly(new Open(member(2), 2));
    }

    @Test
    void closesOnlyIdleUnneededStreams() { // H6
        outbox.viewChanged(view(2, 1, 3, 4), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.NONE, now);
        write();
        outbox.streamOpened(stream(EVE, 2), Ranges.NONE, now);
        outbox.streamOpened(stream(node(4), 3), Ranges.NONE, now);
        outbox.acknowledged(stream(BOB, 1), Ranges.upTo(1), Map.of(), now);
        outbox.acknowledged(stream(EVE, 2), Ranges.upTo(1), Map.of(), now);
        assertThat(outbox.closeIdle(IDLE)).isEmpty();
        assertThat(outbox.closeIdle(IDLE + 1)).containsExactly(new Close(stream(EVE, 2)));
        assertThat(outbox.streamClosed(stream(EVE, 2), random)).isEmpty();
        assertThat(outbox.viewChanged(view(3, 1, 2, 4), now)).containsExactly(new Open(member(3), 4));
    }

    @Test
    void usedStreamStaysOpen() {
        opened(view(1, 2), 1);
        ack(new Range(1, 1));
        now = IDLE;
        write();
        outbox.batchRequested(stream(BOB, 1), now);
        outbox.batchSent(stream(BOB, 1), 2, 1);
        now = 2 * IDLE;
        ack(new Range(2, 2));
        assertThat(outbox.closeIdle(3 * IDLE)).isEmpty();
        assertThat(outbox.closeIdle(3 * IDLE + 1)).containsExactly(new Close(stream(BOB, 1)));
    }

    @Test
    void connectsToNewAddressAtOnce() {
        opened(view(1, 2), 1);
        retry(1);
        outbox.retryDue(stream(BOB, 1), now);
        assertThat(outbox.viewChanged(view(1, List.of(member(1), member(2, 5_555))), now))
                .containsExactly(new Close(stream(BOB, 2)), new Open(member(2, 5_555), 4));
        assertThat(outbox.streamClosed(stream(BOB, 2), random))
                .as("of the old address")
                .isEmpty();
        assertThat(outbox.streamOpened(stream(BOB, 2), Ranges.upTo(1), now))
                .as("late")
                .isEmpty();
        outbox.batchRequested(stream(BOB, 4), now);
        assertThat(outbox.streamOpened(stream(BOB, 4), Ranges.NONE, now)).contains(send(4, 1, 1));
    }

    @Test
    void newAddressCancelsRetry() {
        opened(view(1, 2), 1);
        retry(1);
        assertThat(outbox.viewChanged(view(1, List.of(member(1), member(2, 5_555))), now))
                .containsExactly(new Open(member(2, 5_555), 3));
        assertThat(outbox.retryDue(stream(BOB, 1), now)).isEmpty();
    }

    @Test
    void ignoresEventsOfEarlierStream() {
        opened(view(1, 2), 1);
        assertThat(outbox.viewChanged(view(1), now)).contains(new Close(stream(BOB, 1)));
        assertThat(outbox.viewChanged(view(1, 2), now)).containsExactly(new Open(member(2), 2));
        assertThat(outbox.streamClosed(stream(BOB, 1), random)).isEmpty();
        assertThat(outbox.acknowledged(stream(BOB, 1), Ranges.upTo(1), Map.of(), now))
                .isEmpty();
        outbox.batchRequested(stream(BOB, 2), now);
        assertThat(outbox.streamOpened(stream(BOB, 2), Ranges.NONE, now)).contains(send(2, 1, 1));
    }

    @Test
    void leavesOldMessagesToCatchUp() {
        outbox = new Outbox(node(1), Ranges.upTo(5_000), Map.of(), false);
        outbox.viewChanged(view(1, List.of(member(1), newcomer())), now);
        outbox.batchRequested(stream(BOB, 1), now);
        assertThat(outbox.streamOpened(stream(BOB, 1), Ranges.NONE, now))
                .containsExactly(
                        new SaveCursor(BOB, Ranges.NONE),
                        new Retry(stream(BOB, 1), Outbox.CATCH_UP_CHECK),
                        send(1, 3_977, 4_232));
        assertThat(outbox.retryDue(stream(BOB, 1), now))
                .containsExactly(new Close(stream(BOB, 1)), new Open(newcomer(), 2));
        outbox.batchRequested(stream(BOB, 2), now);
        assertThat(outbox.streamOpened(stream(BOB, 2), Ranges.upTo(1_000), now))
                .as("has made progress")
                .contains(new Retry(stream(BOB, 2), Outbox.CATCH_UP_CHECK));
        outbox.retryDue(stream(BOB, 2), now);
        outbox.batchRequested(stream(BOB, 3), now);
        Ranges newest = Ranges.upTo(1_000).with(new Range(3_977, 5_000));
        assertThat(outbox.streamOpened(stream(BOB, 3), newest, now))
                .as("has made none")
                .containsExactly(new SaveCursor(BOB, newest), send(3, 1_001, 1_256));
    }

    @Test
    void lostStreamOfCatchingUpMemberIsRetried() {
        outbox = new Outbox(node(1), Ranges.upTo(5_000), Map.of(), false);
        outbox.viewChanged(view(1, List.of(member(1), newcomer())), now);
        outbox.streamOpened(stream(BOB, 1), Ranges.NONE, now);
        assertBetween(100, 300, retry(1));
        assertThat(outbox.retryDue(stream(BOB, 1), now)).containsExactly(new Open(newcomer(), 2));
    }

    /** Returns n2, which was admitted after n1. */
    private static Member newcomer() {
        Member bob = member(2);
        return new Member(bob.id(), bob.address(), bob.nick(), ViewId.firstOf(1).next());
    }

    @Test
    void returnedMemberResumesAtCursor() {
        opened(view(1, 2), 3);
        ack(new Range(1, 3));
        outbox.viewChanged(view(1), now);
        assertThat(outbox.viewChanged(view(1, 2), now))
                .as("the member has everything")
                .isEmpty();
        assertThat(write()).containsExactly(new Open(member(2), 2));
    }

    @Test
    void acceptsSmallerHoldingsThanCursor() { // H11
        outbox = new Outbox(node(1), Ranges.upTo(5), Map.of(BOB, Ranges.upTo(4)), false);
        outbox.viewChanged(view(1, 2), now);
        outbox.batchRequested(stream(BOB, 1), now);
        assertThat(outbox.streamOpened(stream(BOB, 1), Ranges.upTo(2), now))
                .containsExactly(new SaveCursor(BOB, Ranges.upTo(2)), send(1, 3, 5));
    }

    @Test
    void ignoresAnswerOfClosedStream() {
        opened(view(1, 2), 1);
        outbox.streamClosed(stream(BOB, 1), random);
        assertThat(outbox.acknowledged(stream(BOB, 1), Ranges.upTo(1), Map.of(), now))
                .isEmpty();
        assertThat(outbox.batchRequested(stream(BOB, 1), now)).isEmpty();
        assertThat(outbox.streamOpened(stream(BOB, 1), Ranges.upTo(1), now)).isEmpty();
        assertThat(outbox.streamClosed(stream(BOB, 1), random)).isEmpty();
        assertThat(outbox.batchRequested(stream(node(9), 1), now)).isEmpty();
    }

    private Duration retry(int attempt) {
        List<Effect> effects = outbox.streamClosed(stream(BOB, attempt), random);
        assertThat(effects).hasSize(1);
        Retry retry = (Retry) effects.get(0);
        assertThat(retry.stream()).isEqualTo(stream(BOB, attempt));
        return retry.after();
    }

    private static void assertBetween(long least, long most, Duration wait) {
        assertThat(wait).isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
    }
}
