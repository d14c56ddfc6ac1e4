package p2pchat.chat;

import java.util.ArrayList;
import java.util.List;
import p2pchat.model.ChatMessage;

/** Limits one frame of a stream to 256 messages and 256 KiB. */
final class Batches {

    static final int MAX_BYTES = 256 * 1024;

    private Batches() {}

    static List<ChatMessage> firstThatFit(List<ChatMessage> messages) {
        List<ChatMessage> batch = new ArrayList<>();
        int bytes = 0;
        for (ChatMessage message : messages) {
            bytes += message.maxEncodedBytes();
            if (!batch.isEmpty() && (bytes > MAX_BYTES || batch.size() == Outbox.MAX_BATCH)) {
                break;
            }
            batch.add(message);
        }
        return batch;
    }
}
