package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;

/** Limits of a frame, and of the recent messages in memory. */
class BatchesTest {

    @Test
    void batchHasAtMost256Messages() {
        List<ChatMessage> messages = messages(300, "short");
        assertThat(Batches.firstThatFit(messages)).isEqualTo(messages.subList(0, 256));
        assertThat(Batches.firstThatFit(messages.subList(0, 256))).hasSize(256);
        assertThat(Batches.firstThatFit(List.of())).isEmpty();
    }

    @Test
    void batchHasAtMost256Kibibytes() {
        for (String call : List.of("x", "\u20ac", "\ud83d\ude00")) {
            List<ChatMessage> batch = Batches.firstThatFit(messages(256, call.repeat(2_000)));
            assertThat(batch).hasSizeGreaterThan(10);
            int bytes = batch.stream()
                    .mapToInt(message -> message.text().getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(bytes).isLessThanOrEqualTo(Batches.MAX_BYTES);
        }
    }

    @Test
    void sendsFewLargeMessagesTogether() {
        List<ChatMessage> large = messages(3, "\u00e4".repeat(32 * 1024));
        assertThat(Batches.firstThatFit(large)).hasSizeBetween(1, 3).startsWith(large.get(0));
        List<ChatMessage> largest = messages(8, "x".repeat(64 * 1024));
        assertThat(Batches.firstThatFit(largest)).isEqualTo(largest.subList(0, 3));
    }

    @Test
    void findsAllRecentMessagesOrNone() {
        RecentMessages recent = new RecentMessages();
        List<ChatMessage> messages = messages(RecentMessages.MAX_MESSAGES + 1, "short");
        messages.forEach(recent::add);
        assertThat(recent.find(Ranges.NONE.with(new Range(2, 3)).with(2_049)))
                .contains(List.of(messages.get(1), messages.get(2), messages.get(2_048)));
        assertThat(recent.find(Ranges.upTo(2))).as("the oldest is removed").isEmpty();
        assertThat(recent.find(Ranges.NONE.with(2_050))).isEmpty();
        assertThat(recent.find(Ranges.NONE)).contains(List.of());
    }

    @Test
    void limitsMemoryForLongMessages() {
        RecentMessages recent = new RecentMessages();
        int length = 64 * 1024;
        int kept = RecentMessages.MAX_CHARACTERS / length;
        messages(kept + 5, "x".repeat(length)).forEach(recent::add);
        assertThat(recent.find(Ranges.NONE.with(5))).isEmpty();
        assertThat(recent.find(Ranges.NONE.with(new Range(6, kept + 5)))).isPresent();
    }

    private static List<ChatMessage> messages(int count, String text) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int seq = 1; seq <= count; seq++) {
            messages.add(message(node(1).value(), seq, text));
        }
        return messages;
    }
}
