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

/** Whose batches wait for a view that names their sender (H24); n2 was known before. */
class UnknownSenderBufferTest {

    private final UnknownSenderBuffer strangers = new UnknownSenderBuffer(Set.of(node(2)));

    @Test
    void whoIsKnownWaitsForNothing() {
        assertThat(strangers.hold(batch(2, 1))).isFalse();
    }

    @Test
    void aViewLetsInWhomItNamesAndNobodyElse() {
        ChatActor.Arrived first = batch(5, 1);
        ChatActor.Arrived second = batch(5, 2);
        assertThat(strangers.hold(first)).isTrue();
        assertThat(strangers.hold(batch(6, 1))).isTrue();
        assertThat(strangers.hold(second)).isTrue();
        assertThat(strangers.viewChanged(view(1, 2, 5))).containsExactly(first, second);
        assertThat(strangers.viewChanged(view(1, 2, 5))).as("once").isEmpty();
        assertThat(strangers.hold(batch(5, 3))).isFalse();
    }

    @Test
    void whoHasWaitedLongEnoughIsLetInForGood() {
        ChatActor.Arrived batch = batch(5, 1);
        ChatActor.Arrived others = batch(6, 1);
        strangers.hold(batch);
        strangers.hold(others);
        assertThat(strangers.timeout(node(5))).containsExactly(batch);
        assertThat(strangers.timeout(node(5))).as("once").isEmpty();
        assertThat(strangers.hold(batch(5, 2))).isFalse();
        assertThat(strangers.timeout(node(6))).containsExactly(others);
    }

    /** Nothing is refused for want of room: what is said is stored, whoever says it. */
    @Test
    void onlySoManyWaitAndWhatComesThenIsTakenAtOnce() {
        List<ChatActor.Arrived> waiting = new ArrayList<>();
        for (int seq = 1; seq <= UnknownSenderBuffer.MAX_WAITING; seq++) {
            waiting.add(batch(5, seq));
            assertThat(strangers.hold(waiting.get(seq - 1))).isTrue();
        }
        assertThat(strangers.hold(batch(5, UnknownSenderBuffer.MAX_WAITING + 1)))
                .isFalse();
        assertThat(strangers.hold(batch(6, 1))).isFalse();
        assertThat(strangers.viewChanged(view(1, 5))).isEqualTo(waiting);
        assertThat(strangers.hold(batch(6, 1))).as("there is room again").isTrue();
    }

    private static ChatActor.Arrived batch(int from, long seq) {
        return new ChatActor.Arrived(id(from), List.of(message(from, seq)), new CompletableFuture<>());
    }
}
