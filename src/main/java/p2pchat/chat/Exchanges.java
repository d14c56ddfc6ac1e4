package p2pchat.chat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.Ranges;

/** Opens streams to members. Implemented by {@code transport} over gRPC. */
public interface Exchanges {

    /**
     * Opens a stream to {@code member}. Never blocks and never throws. Reports all events to {@code listener}, finally
     * {@link StreamListener#closed} exactly once.
     */
    Exchange open(Member member, StreamListener listener);

    /** An open stream. */
    interface Exchange {
        /** Ends the stream; {@link StreamListener#closed} follows. */
        void close();
    }

    /** Receives the events of a stream, on any thread. */
    interface StreamListener {

        /** Receives the answer to the hello: the messages of this author that the member holds. */
        void opened(Ranges held);

        /**
         * Asks for the next batch. Completes when there is something to send. Messages written while the stream is busy
         * are sent in one batch.
         */
        CompletionStage<List<ChatMessage>> nextBatch();

        /** Reports messages that the member stored durably, or refused permanently for a reason. */
        void acknowledged(Ranges stored, Map<Long, String> refused);

        /** Reports the end of the stream; {@code cause} is for the log. */
        void closed(String cause);
    }
}
