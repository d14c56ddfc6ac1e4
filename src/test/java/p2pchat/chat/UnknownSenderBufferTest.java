package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Batches wait for a view that lists their sender (H24). n2 was known before. */
class UnknownSenderBufferTest {

    private final UnknownSenderBuffer buffer = new UnknownSenderBuffer(Set.of(node(2)));

    @Test
    void acceptsKnownSenderAtOnce() {
        assertThat(buffer.hold(batch(2, 1))).isFalse();
    }

    @Test
    void viewReleasesOnlyListedSenders() {
        ChatActor.Arrived first = batch(5, 1);
        ChatActor.Arrived second = batch(5, 2);
        assertThat(buffer.hold(first)).isTrue();
        assertThat(buffer.hold(batch(6, 1))).isTrue();
        assertThat(buffer.hold(second)).isTrue();
        assertThat(buffer.viewChanged(view(1, 2, 5))).containsExactly(first, second);
        assertThat(buffer.viewChanged(view(1, 2, 5))).as("once").isEmpty();
        assertThat(buffer.hold(batch(5, 3))).isFalse();
    }

    @Test
    void acceptsSenderPermanentlyAfterTimeout() {
        ChatActor.Arrived batch = batch(5, 1);
        ChatActor.Arrived others = batch(6, 1);
        buffer.hold(batch);
        buffer.hold(others);
        assertThat(buffer.timeout(node(5))).containsExactly(batch);
        assertThat(buffer.timeout(node(5))).as("once").isEmpty();
        assertThat(buffer.hold(batch(5, 2))).isFalse();
        assertThat(buffer.timeout(node(6))).containsExactly(others);
    }

    /** A full buffer refuses nothing. Messages are stored, from any sender. */
    @Test
    void acceptsBatchesAtOnceBeyondLimit() {
        List<ChatActor.Arrived> waiting = new ArrayList<>();
        for (int seq = 1; seq <= UnknownSenderBuffer.MAX_WAITING; seq++) {
            waiting.add(batch(5, seq));
            assertThat(buffer.hold(waiting.get(seq - 1))).isTrue();
        }
        assertThat(buffer.hold(batch(5, UnknownSenderBuffer.MAX_WAITING + 1))).isFalse();
        assertThat(buffer.hold(batch(6, 1))).isFalse();
        assertThat(buffer.viewChanged(view(1, 5))).isEqualTo(waiting);
        assertThat(buffer.hold(batch(6, 1))).as("below the limit again").isTrue();
    }

    private static ChatActor.Arrived batch(int from, long seq) {
        return new ChatActor.Arrived(id(from), List.of(message(from, seq)), new CompletableFuture<>());
    }
}
