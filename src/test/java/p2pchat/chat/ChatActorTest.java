package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.chat.FakeChat.get;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkEvent.Trouble;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus;

/** Own messages of n1, and the streams that carry them. */
class ChatActorTest {

    private final FakeChat chat = new FakeChat();

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void storesShowsAndSendsOwnMessage() throws Exception { // M8
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2, 3)));
        MessageId id = chat.say("hello");
        Said shown = chat.said();
        assertThat(shown.own()).isTrue();
        assertThat(shown.live()).isTrue();
        assertThat(shown.author()).isEqualTo(new Nick("nick1"));
        assertThat(shown.message().id()).isEqualTo(id);

        for (int i = 2; i <= 3; i++) {
            FakeExchanges.Stream stream = chat.exchanges.nextStream().has(Ranges.NONE);
            assertThat(stream.member()).isEqualTo(member(i));
            assertThat(get(stream.next())).containsExactly(shown.message());
            stream.listener().acknowledged(Ranges.upTo(1), Map.of());
        }
        assertThat(chat.delivery().direct()).containsExactly(node(2));
        assertThat(chat.delivery().isSettled()).isTrue();
        assertThat(chat.log.cursors).containsEntry(node(2), Ranges.upTo(1)).containsEntry(node(3), Ranges.upTo(1));
        assertThat(chat.log.reads).as("recent messages are in memory").isEmpty();
    }

    @Test
    void relaysThroughLeaderWhenMemberDoesNotAck() throws Exception { // M8
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(2, List.of(member(1), member(2), member(3)))));
        chat.say("hello");
        ChatMessage hello = chat.said().message();
        for (int i = 0; i < 2; i++) {
            FakeExchanges.Stream stream = chat.exchanges.nextStream().has(Ranges.NONE);
            assertThat(get(stream.next())).containsExactly(hello);
            if (stream.member().equals(member(2))) {
                stream.listener().acknowledged(Ranges.upTo(1), Map.of());
            }
        }
        chat.settle();
        chat.pass(AckTimes.MIN_TIMEOUT.plus(RelayRequests.CHECK_EVERY));

        FakeUnaryMessages.Relay first = chat.unaryMessages.nextRelay();
        assertThat(first.leader()).isEqualTo(member(2));
        assertThat(first.relay())
                .isEqualTo(new UnaryMessages.RelayRequest(hello.key(), hello.id(), Optional.empty(), List.of(node(3))));
        first.answer().complete(new UnaryMessages.RelayAnswer.SendBody());
        FakeUnaryMessages.Relay second = chat.unaryMessages.nextRelay();
        assertThat(second.relay())
                .isEqualTo(
                        new UnaryMessages.RelayRequest(hello.key(), hello.id(), Optional.of(hello), List.of(node(3))));
        second.answer()
                .complete(new UnaryMessages.RelayAnswer.Outcomes(
                        Map.of(node(3), UnaryMessages.Outcome.of(UnaryMessages.Outcome.Kind.STORED))));
        Delivery latest = chat.delivery();
        while (!latest.isSettled()) {
            latest = chat.delivery();
        }
        assertThat(latest.recipients())
                .filteredOn(share -> share.member().equals(node(3)))
                .allMatch(share -> share.state() == RecipientStatus.State.RELAYED
                        && share.via().equals(Optional.of(node(2))))
                .hasSize(1);
    }

    @Test
    void sendsQueuedMessagesInOneBatch() throws Exception {
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        for (int i = 0; i < 300; i++) {
            chat.sayAsync("text");
        }
        chat.say("last");
        FakeExchanges.Stream stream = chat.exchanges.nextStream().has(Ranges.NONE);
        assertThat(get(stream.next())).hasSize(256);
        assertThat(get(stream.next())).hasSize(45);
        CompletableFuture<List<ChatMessage>> waits = stream.next();
        chat.say("one more");
        assertThat(get(waits)).extracting(ChatMessage::text).containsExactly("one more");
    }

    @Test
    void readsEarlierMissedMessagesFromLog() throws Exception {
        for (int seq = 1; seq <= 5; seq++) {
            chat.log.rows.put(message(1, seq).key(), message(1, seq));
        }
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        FakeExchanges.Stream stream =
                chat.exchanges.nextStream().has(Ranges.upTo(2).with(4));
        assertThat(get(stream.next())).containsExactly(message(1, 3), message(1, 5));
        assertThat(chat.log.reads).containsExactly(Ranges.NONE.with(3).with(5));
    }

    @Test
    void refusesOverlongText() throws Exception {
        chat.noHistory();
        assertThatThrownBy(() -> get(chat.sayAsync("x".repeat(ChatMessage.MAX_TEXT_BYTES + 1))))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        chat.log.broken = true;
        assertThatThrownBy(() -> chat.say("to a full disk"))
                .satisfies(
                        thrown -> assertThat(ProblemException.find(thrown)).containsInstanceOf(Problem.DiskFull.class));
        chat.log.broken = false;
        chat.say("goes on");
        assertThat(chat.said().message().key().seq()).isEqualTo(1);
    }

    @Test
    void retriesStreamWhenLogCannotBeRead() throws Exception {
        chat.log.rows.put(message(1, 1).key(), message(1, 1));
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.log.broken = true;
        FakeExchanges.Stream stream = chat.exchanges.nextStream().has(Ranges.NONE);
        CompletableFuture<List<ChatMessage>> promised = stream.next();
        stream.awaitClosed();
        assertThat(chat.event()).isInstanceOf(Trouble.class);
        stream.listener().closed("closed here");
        assertThatThrownBy(() -> get(promised)).hasRootCauseInstanceOf(IllegalStateException.class);

        chat.log.broken = false;
        chat.settle();
        chat.fireTimers(Duration.ofMillis(300));
        assertThat(get(chat.exchanges.nextStream().has(Ranges.NONE).next())).containsExactly(message(1, 1));
    }

    @Test
    void brokenStreamResumesAtCursor() throws Exception {
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.say("one");
        chat.say("two");
        assertThat(List.of(chat.said(), chat.said())).hasSize(2);
        FakeExchanges.Stream first = chat.exchanges.nextStream().has(Ranges.NONE);
        assertThat(get(first.next())).hasSize(2);
        first.listener().closed("reset");
        chat.settle();
        chat.fireTimers(Duration.ofMillis(50));
        assertThat(chat.exchanges.none()).isTrue();
        chat.fireTimers(Duration.ofMillis(250));
        FakeExchanges.Stream second = chat.exchanges.nextStream().has(Ranges.upTo(1));
        assertThat(get(second.next())).extracting(ChatMessage::text).containsExactly("two");
    }

    @Test
    void abandonedStreamDoesNotStopReplacement() throws Exception {
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.say("one");
        FakeExchanges.Stream old = chat.exchanges.nextStream();
        chat.tell(new ChatActor.ViewChanged(view(1, List.of(member(1), member(2, 5_555)))));
        old.awaitClosed();
        FakeExchanges.Stream current = chat.exchanges.nextStream();
        CompletableFuture<List<ChatMessage>> promised = current.next();
        CompletableFuture<List<ChatMessage>> late = old.next();
        assertThatThrownBy(() -> get(late)).hasRootCauseInstanceOf(IllegalStateException.class);
        current.has(Ranges.NONE);
        assertThat(get(promised)).hasSize(1);
        old.listener().closed("at last");
        chat.say("two");
        assertThat(get(current.next())).hasSize(1);
        assertThat(current.closed()).isNotDone();
    }

    @Test
    void reachesMemberBackBeforeOldStreamEnded() throws Exception {
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.say("one");
        FakeExchanges.Stream old = chat.exchanges.nextStream();
        chat.tell(new ChatActor.ViewChanged(view(1)));
        old.awaitClosed();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        FakeExchanges.Stream current = chat.exchanges.nextStream();
        old.listener().closed("at last");
        current.has(Ranges.NONE);
        assertThat(get(current.next())).hasSize(1);
    }

    @Test
    void closesIdleStreamsExceptToLeader() throws Exception { // H6
        chat.clock = new Ticking();
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(2, 1, 3)));
        FakeExchanges.Stream leaders = chat.exchanges.nextStream().has(Ranges.NONE);
        chat.say("one");
        FakeExchanges.Stream others = chat.exchanges.nextStream().has(Ranges.NONE);
        leaders.listener().acknowledged(Ranges.upTo(1), Map.of());
        others.listener().acknowledged(Ranges.upTo(1), Map.of());
        chat.settle();
        chat.fireTimers(Outbox.IDLE_BEFORE_CLOSE.dividedBy(5));
        others.awaitClosed();
        assertThat(leaders.closed()).isNotDone();
    }

    @Test
    void stoppingClosesStreamsAndCompletesRequests() throws Exception {
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(2, 1)));
        FakeExchanges.Stream stream = chat.exchanges.nextStream().has(Ranges.NONE);
        CompletableFuture<List<ChatMessage>> promised = stream.next();
        chat.log.slowWrite = new CompletableFuture<>();
        CompletableFuture<MessageId> accepted = chat.sayAsync("on its way");
        chat.settle();
        chat.stop();
        stream.awaitClosed();
        assertThatThrownBy(() -> get(promised)).hasRootCauseInstanceOf(IllegalStateException.class);
        chat.log.slowWrite.complete(message(1, 1));
        assertThat(get(accepted)).isEqualTo(message(1, 1).id());
    }

    /** A clock that advances by the idle time at each reading. */
    private static final class Ticking implements LongSupplier {
        private long now;

        @Override
        public synchronized long getAsLong() {
            now += Outbox.IDLE_BEFORE_CLOSE.toMillis() + 1;
            return now;
        }
    }
}
