package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Unfinished requests have one limit for all of them (reliability F2). */
class FrameLimitTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ByteString FRAME = ByteString.fromArray(new byte[] {0, 0, 0, 0, 4, 1, 2, 3, 4});
    private static final int MAX_FRAME = 4;

    private final RequestBudget budget = new RequestBudget(2, 5);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void passesFramesInAnyPieces() {
        List<ByteString> pieces = List.of(FRAME.take(3), FRAME.drop(3).concat(FRAME.take(7)), FRAME.drop(7));
        assertThat(Loopback.get(run(Source.from(pieces)))).isEqualTo(FRAME.concat(FRAME));
    }

    @Test
    void refusesLargerFrame() {
        ByteString larger = ByteString.fromArray(new byte[] {0, 0, 0, 0, 5});
        assertThat(Loopback.failure(run(Source.single(larger)))).hasMessageContaining("5 bytes; the limit is 4");
    }

    @Test
    void refusesRequestThatEndsWithinFrame() {
        assertThat(Loopback.failure(run(Source.single(FRAME.take(8))))).hasMessageContaining("ends within a frame");
        assertThat(Loopback.failure(run(Source.single(FRAME.take(3))))).hasMessageContaining("ends within a frame");
    }

    @Test
    void refusesDataBeyondBudgetOfAll() {
        Unfinished first = unfinished(FRAME.take(8));

        assertThat(Loopback.failure(run(Source.single(FRAME.take(8)).concat(Source.maybe()))))
                .hasMessageContaining("too much data");

        assertThat(first.request().toCompletableFuture()).isNotDone();
    }

    @Test
    void refusesRequestsBeyondBudget() {
        unfinished(ByteString.emptyByteString());
        unfinished(ByteString.emptyByteString());
        assertThat(Loopback.failure(run(Source.single(FRAME)))).hasMessageContaining("too many requests");
    }

    @Test
    void endedRequestsFreeTheirShare() {
        for (int round = 0; round < 20; round++) {
            Unfinished request = unfinished(FRAME.take(8));
            request.rest().complete(Optional.empty());
            Loopback.failure(request.request());
        }
        assertThat(Loopback.get(run(Source.single(FRAME)))).isEqualTo(FRAME);
    }

    @Test
    void readsOnAfterRefusal() {
        ByteString larger = ByteString.fromArray(new byte[] {0, 0, 0, 0, 5});
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Source<ByteString, ?> body = Source.range(1, 100).map(number -> {
            if (number == 100) {
                read.complete(number);
            }
            return larger;
        });
        assertThat(Loopback.failure(run(body))).hasMessageContaining("the limit");
        assertThat(Loopback.get(read)).isEqualTo(100);
    }

    private CompletionStage<ByteString> run(Source<ByteString, ?> body) {
        return body.via(new FrameLimit(MAX_FRAME, budget))
                .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), KIT.system());
    }

    /** A request whose client has sent these bytes and no more. */
    private record Unfinished(CompletableFuture<Optional<ByteString>> rest, CompletionStage<ByteString> request) {}

    private Unfinished unfinished(ByteString sent) {
        CompletableFuture<Integer> arrived = new CompletableFuture<>();
        var running = Source.single(sent)
                .concatMat(Source.<ByteString>maybe(), Keep.right())
                .via(new FrameLimit(MAX_FRAME, budget))
                .map(bytes -> {
                    arrived.complete(bytes.length());
                    return bytes;
                })
                .toMat(Sink.fold(ByteString.emptyByteString(), ByteString::concat), Keep.both())
                .run(KIT.system());
        Loopback.get(arrived);
        return new Unfinished(running.first(), running.second());
    }
}
