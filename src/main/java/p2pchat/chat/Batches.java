package p2pchat.chat;

import java.util.ArrayList;
import java.util.List;
import p2pchat.model.ChatMessage;
import p2pchat.model.Ranges;

/** How much goes into one frame of a stream: at most 256 messages and 256 KiB, one larger message alone. */
final class Batches {

    static final int MAX_BYTES = 256 * 1024;

    /** What a message takes beside its text and heads, generously. */
    private static final int FIXED_BYTES = 96;

    private static final int BYTES_PER_HEAD = 18;

    private Batches() {}

    static List<ChatMessage> firstThatFit(List<ChatMessage> messages) {
        List<ChatMessage> batch = new ArrayList<>();
        int bytes = 0;
        for (ChatMessage message : messages) {
            bytes += size(message);
            if (!batch.isEmpty() && (bytes > MAX_BYTES || batch.size() == Outbox.MAX_BATCH)) {
                break;
            }
            batch.add(message);
        }
        return batch;
    }

    /** The lowest {@code count} numbers of a set. */
    static Ranges first(Ranges ranges, long count) {
        List<Ranges.Range> kept = new ArrayList<>();
        long left = count;
        for (Ranges.Range range : ranges.ranges()) {
            if (left <= 0) {
                break;
            }
            long to = Math.min(range.to(), range.from() + left - 1);
            kept.add(new Ranges.Range(range.from(), to));
            left -= to - range.from() + 1;
        }
        return new Ranges(kept);
    }

    /** An upper bound: no character of a Java string takes more than three bytes of UTF-8. */
    private static int size(ChatMessage message) {
        return FIXED_BYTES
                + BYTES_PER_HEAD * message.heads().size()
                + 3 * message.text().length();
    }
}
