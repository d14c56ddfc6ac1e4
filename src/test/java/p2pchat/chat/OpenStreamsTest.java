package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.chat.FakeChat.get;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.Ranges;

/** A stream that ended is forgotten, whichever side ended it, and its promised batch fails. */
class OpenStreamsTest {

    private final FakeChat chat = new FakeChat();

    @BeforeEach
    void lead() {
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
    }

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void refusesBatchOnClosedStream() throws Exception {
        FakeExchanges.Stream stream = opened();
        stream.listener().closed("reset");
        assertThatThrownBy(() -> get(stream.next())).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void failsPromisedBatchWhenStreamEnds() throws Exception {
        FakeExchanges.Stream stream = opened();
        stream.has(Ranges.NONE);
        get(stream.next());
        CompletableFuture<List<ChatMessage>> promised = stream.next();
        stream.listener().closed("reset");
        assertThatThrownBy(() -> get(promised)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void forgetsStreamThatFailedToOpen() throws Exception {
        FakeExchanges.Stream stream = opened();
        stream.listener().closed("connection refused");
        chat.tell(new ChatActor.ViewChanged(view(1))); // and no retry follows
        assertForgotten(stream);
    }

    @Test
    void forgetsStreamEndedByMember() throws Exception {
        FakeExchanges.Stream stream = opened();
        stream.has(Ranges.NONE);
        get(stream.next());
        stream.listener().acknowledged(Ranges.upTo(1), Map.of());
        stream.listener().closed("ended");
        assertForgotten(stream);
    }

    @Test
    void endOfOldStreamDoesNotEndReplacement() throws Exception {
        FakeExchanges.Stream old = opened();
        CompletableFuture<List<ChatMessage>> promised = old.next();
        chat.tell(new ChatActor.ViewChanged(view(1, List.of(member(1), member(2, 5_555)))));
        FakeExchanges.Stream current = chat.exchanges.nextStream();
        CompletableFuture<List<ChatMessage>> next = current.next();
        old.listener().closed("at last");
        assertThatThrownBy(() -> get(promised)).hasRootCauseInstanceOf(IllegalStateException.class);
        current.has(Ranges.NONE);
        assertThat(get(next)).hasSize(1);
        chat.stop();
        current.awaitClosed();
    }

    /** A stream that is retried later. */
    @Test
    void closesRetriedStreamOnStop() throws Exception {
        FakeExchanges.Stream first = opened();
        first.listener().closed("reset");
        chat.settle();
        chat.pass(Duration.ofMillis(600));
        FakeExchanges.Stream second = chat.exchanges.nextStream();
        chat.stop();
        second.awaitClosed();
        assertThat(first.closed()).isNotDone();
    }

    private FakeExchanges.Stream opened() throws Exception {
        chat.say("one");
        return chat.exchanges.nextStream();
    }

    /** Stopping closes all streams. */
    private void assertForgotten(FakeExchanges.Stream stream) throws Exception {
        chat.settle();
        chat.stop();
        assertThat(stream.closed()).isNotDone();
    }
}
