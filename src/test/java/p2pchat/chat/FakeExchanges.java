package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.Ranges;

/** Streams whose other end is controlled by the test. */
final class FakeExchanges implements Exchanges {

    private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();

    /** One attempt to reach a member. */
    record Stream(Member member, StreamListener listener, CompletableFuture<Void> closed) {

        Stream has(Ranges stored) {
            listener.opened(stored);
            return this;
        }

        CompletableFuture<List<ChatMessage>> next() {
            return listener.nextBatch().toCompletableFuture();
        }

        void awaitClosed() throws Exception {
            closed.get(5, TimeUnit.SECONDS);
        }
    }

    Stream nextStream() throws InterruptedException {
        Stream stream = streams.poll(5, TimeUnit.SECONDS);
        assertThat(stream).as("a stream").isNotNull();
        return stream;
    }

    boolean none() {
        return streams.isEmpty();
    }

    @Override
    public Exchange open(Member member, StreamListener listener) {
        Stream stream = new Stream(member, listener, new CompletableFuture<>());
        streams.add(stream);
        return () -> stream.closed().complete(null);
    }
}
