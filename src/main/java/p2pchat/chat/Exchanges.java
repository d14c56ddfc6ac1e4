package p2pchat.chat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.Ranges;

/** Opens the streams that carry chat. {@code transport} implements it over gRPC. */
public interface Exchanges {

    /**
     * Opens a stream to {@code member}. Never blocks and never throws; whatever happens is told to {@code lane}, last of
     * all {@link StreamListener#closed}, exactly once.
     */
    Exchange open(Member member, StreamListener lane);

    /** The sender's hold on an open stream. */
    interface Exchange {
        /** Ends the stream; {@link StreamListener#closed} follows. */
        void close();
    }

    /** The sender's side of a stream, called from any thread. */
    interface StreamListener {

        /** The member holds these messages of ours: its answer to the hello. */
        void opened(Ranges stored);

        /**
         * The stream can take another batch. Completes when there is something to send; the stream waits for that as long
         * as it must, so what queues up meanwhile goes out in one batch.
         */
        CompletionStage<List<ChatMessage>> nextBatch();

        /**
         * Durably stored by the member, or refused for good.
         *
         * @param refused why, by message number
         */
        void acknowledged(Ranges stored, Map<Long, String> refused);

        /** The stream is over; {@code cause} is for the log. */
        void closed(String cause);
    }
}
