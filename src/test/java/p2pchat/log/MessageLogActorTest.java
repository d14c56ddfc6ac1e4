package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.TestMessages.head;
import static p2pchat.log.Author.key;
import static p2pchat.log.Author.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

class MessageLogActorTest {

    private static final NodeId SELF = new NodeId(1);
    private static final LogStore.Summary EMPTY = new LogStore.Summary(VersionVector.EMPTY, List.of());

    private final ActorTestKit testKit = ActorTestKit.create();
    private final FakeLogStore store = new FakeLogStore();
    private final List<Digest> digests = Collections.synchronizedList(new ArrayList<>());
    private final ActorRef<MessageLogActor.Command> actor = testKit.spawn(MessageLogActor.create(
            store, EMPTY, TestMessages.signer(SELF), log -> digests.add(log.digest()), () -> 7_000L, new Random(1)));

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void answersOnlyAfterTheCommit() throws Exception { // PROTOCOL 2.10
        CompletableFuture<ChatMessage> written = write("one");
        FakeLogStore.Commit commit = store.nextCommit();
        assertThat(written).isNotDone();
        assertThat(log().vector()).isEqualTo(VersionVector.EMPTY);

        commit.succeeds();

        assertThat(get(written)).isEqualTo(store.rows.get(key(1, 1)));
        assertThat(get(written).text()).isEqualTo("one");
        assertThat(get(written).sentAt()).isEqualTo(7_000);
        assertThat(commit.frontier).extracting(Head::place).containsExactly(new HistoryPlace(1, key(1, 1)));
        assertThat(log().vector().contains(key(1, 1))).isTrue();
    }

    @Test
    void writeFollowsLeadersFrontier() throws Exception { // newcomer 1
        actor.tell(new MessageLogActor.Follow(List.of(head(key(2, 3), 8))));
        CompletableFuture<ChatMessage> written = write("one");
        FakeLogStore.Commit frontier = store.nextCommit();
        assertThat(frontier.frontier).extracting(Head::place).containsExactly(new HistoryPlace(8, key(2, 3)));
        frontier.succeeds();
        store.nextCommit().succeeds();
        assertThat(get(written).header().headKeys()).containsExactly(key(2, 3));
        assertThat(get(written).lamport()).isEqualTo(9);
    }

    @Test
    void commitIncludesAllQueuedRequests() throws Exception {
        CompletableFuture<ChatMessage> first = write("0");
        FakeLogStore.Commit alone = store.nextCommit();
        List<CompletableFuture<ChatMessage>> rest = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            rest.add(write(Integer.toString(i)));
        }
        CompletableFuture<List<Outcome>> appended = append(message(2, 1, 1), message(2, 2, 2, key(2, 1)));
        log(); // all requests are queued now
        assertThat(store.idle()).as("one commit at a time").isTrue();

        alone.succeeds();
        FakeLogStore.Commit burst = store.nextCommit();
        assertThat(burst.messages).hasSize(52);
        assertThat(store.idle()).isTrue();
        burst.succeeds();

        assertThat(get(first).key().seq()).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            assertThat(get(rest.get(i)).key()).isEqualTo(key(1, i + 2));
            assertThat(get(rest.get(i)).text()).isEqualTo(Integer.toString(i + 1));
        }
        assertThat(get(appended)).containsExactly(Outcome.STORED, Outcome.STORED);
        assertThat(burst.frontier)
                .extracting(Head::place)
                .containsExactly(new HistoryPlace(51, key(1, 51)), new HistoryPlace(2, key(2, 2)));
    }

    @Test
    void reportsOutcomesPerRequest() throws Exception {
        ChatMessage known = message(2, 1, 1);
        CompletableFuture<List<Outcome>> before = append(known);
        FakeLogStore.Commit first = store.nextCommit();
        CompletableFuture<List<Outcome>> mixed = append(message(3, 1, 1), known);
        CompletableFuture<ChatMessage> own = write("own");
        CompletableFuture<List<Outcome>> conflict = append(message(2, 1, 9), message(3, 2, 2, key(3, 1)));
        log();
        first.succeeds();
        store.nextCommit().succeeds();

        assertThat(get(before)).containsExactly(Outcome.STORED);
        assertThat(get(mixed)).containsExactly(Outcome.STORED, Outcome.DUPLICATE);
        assertThat(get(own).text()).isEqualTo("own");
        assertThat(get(conflict)).containsExactly(Outcome.CONFLICT, Outcome.STORED); // H14
        assertThat(store.rows.get(key(2, 1))).isEqualTo(known);
    }

    /** (reliability F1b) */
    @Test
    void unnumberableDraftFailsAlone() throws Exception {
        VersionVector last = VersionVector.EMPTY.with(key(1, MessageKey.MAX_SEQ));
        ActorRef<MessageLogActor.Command> full = testKit.spawn(MessageLogActor.create(
                store,
                new LogStore.Summary(last, List.of()),
                TestMessages.signer(SELF),
                log -> digests.add(log.digest()),
                () -> 7_000L,
                new Random(1)));
        CompletableFuture<DeliveredMessage> written = new CompletableFuture<>();
        full.tell(new MessageLogActor.Write(SELF, Draft.text("no number"), written));
        CompletableFuture<MessageLogActor.AppendResult> appended = new CompletableFuture<>();
        full.tell(new MessageLogActor.Append(List.of(message(2, 1, 1)), appended));
        assertThat(written).failsWithin(5, TimeUnit.SECONDS);
        store.nextCommit().succeeds();
        assertThat(get(appended).outcomes()).containsExactly(Outcome.STORED);
    }

    @Test
    void failedCommitFailsOnlyItsRequests() throws Exception {
        CompletableFuture<ChatMessage> kept = write("kept");
        store.nextCommit().succeeds();
        CompletableFuture<ChatMessage> lost = write("lost");
        FakeLogStore.Commit failing = store.nextCommit();
        CompletableFuture<List<Outcome>> alsoLater = append(message(2, 1, 1));
        CompletableFuture<ChatMessage> later = write("later");
        log();

        failing.fails();

        assertFails(lost);
        FakeLogStore.Commit next = store.nextCommit();
        next.succeeds();
        assertThat(get(kept).key()).isEqualTo(key(1, 1));
        assertThat(get(later).key()).as("nothing has number 2, so it is free").isEqualTo(key(1, 2));
        assertThat(get(later).header().headKeys()).containsExactly(key(1, 1), key(2, 1));
        assertThat(get(alsoLater)).containsExactly(Outcome.STORED);
        assertThat(store.rows.values()).extracting(ChatMessage::text).containsExactly("kept", "later", "text 1");
        assertThat(log().vector().of(SELF)).isEqualTo(Ranges.upTo(2));
        assertThat(next.frontier).extracting(Head::place).containsExactly(new HistoryPlace(2, key(1, 2)));
    }

    /** During other commits and after failures of the store. */
    @Test
    void keepsTakenNumbers() throws Exception { // H11
        write("under way");
        FakeLogStore.Commit failing = store.nextCommit();
        for (int i = 0; i < MessageLogActor.MAX_WAITING; i++) {
            append(message(2, i + 1, i + 1));
        }
        actor.tell(new MessageLogActor.NumbersTaken(VersionVector.EMPTY.with(SELF, Ranges.upTo(7))));
        log();
        failing.fails();
        store.nextCommit().succeeds();
        CompletableFuture<ChatMessage> next = write("next");
        store.nextCommit().succeeds();
        assertThat(get(next).key()).isEqualTo(key(1, 9));
    }

    @Test
    void repliesInRequestOrder() throws Exception {
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<ChatMessage>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<DeliveredMessage> written = new CompletableFuture<>();
            all.add(written.thenApply(delivered -> {
                answers.add(delivered.message().text());
                return delivered.message();
            }));
            actor.tell(new MessageLogActor.Write(SELF, Draft.text("t" + i), written));
        }
        log();
        store.nextCommit().succeeds();
        store.nextCommit().succeeds();
        for (CompletableFuture<ChatMessage> written : all) {
            get(written);
        }
        assertThat(answers)
                .hasSize(20)
                .isEqualTo(all.stream().map(done -> done.join().text()).toList());
    }

    @Test
    void refusesRequestsBeyondQueueLimit() throws Exception {
        CompletableFuture<ChatMessage> first = write("first");
        FakeLogStore.Commit commit = store.nextCommit();
        List<CompletableFuture<ChatMessage>> waiting = new ArrayList<>();
        for (int i = 0; i < MessageLogActor.MAX_WAITING; i++) {
            waiting.add(write("w"));
        }
        CompletableFuture<ChatMessage> tooMany = write("too many");
        CompletableFuture<List<Outcome>> tooManyToo = append(message(2, 1, 1));
        assertThatThrownBy(() -> get(tooMany)).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> get(tooManyToo)).hasRootCauseInstanceOf(IllegalStateException.class);
        commit.succeeds();
        store.nextCommit().succeeds();
        get(first);
        assertThat(get(waiting.get(1_023)).key().seq()).isEqualTo(1_025);
    }

    @Test
    void limitsEntriesPerCommit() throws Exception {
        write("first");
        FakeLogStore.Commit first = store.nextCommit();
        for (int batch = 0; batch < 20; batch++) {
            ChatMessage[] messages = new ChatMessage[256];
            for (int i = 0; i < 256; i++) {
                messages[i] = message(2, 1 + batch * 256L + i, 1);
            }
            append(messages);
        }
        log();
        first.succeeds();
        FakeLogStore.Commit second = store.nextCommit();
        assertThat(second.messages).hasSize(MessageLogActor.MAX_COMMIT);
        second.succeeds();
        assertThat(store.nextCommit().messages).hasSize(20 * 256 - MessageLogActor.MAX_COMMIT);
    }

    @Test
    void stopFailsQueuedAndCompletesRunningCommit() throws Exception {
        CompletableFuture<ChatMessage> underWay = write("under way");
        FakeLogStore.Commit commit = store.nextCommit();
        CompletableFuture<ChatMessage> waiting = write("waiting");
        log();
        testKit.stop(actor);
        assertThatThrownBy(() -> get(waiting)).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(underWay).isNotDone();
        commit.succeeds();
        assertThat(get(underWay).key()).isEqualTo(key(1, 1));
    }

    @Test
    void deliversWaitingMessageWithItsBlocker() throws Exception { // protocol 2.7
        CompletableFuture<MessageLogActor.AppendResult> early = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Append(List.of(message(2, 2, 2, key(2, 1))), early));
        store.nextCommit().succeeds();
        assertThat(get(early)).isEqualTo(new MessageLogActor.AppendResult(List.of(Outcome.STORED), List.of(), true));
        CompletableFuture<ChatMessage> own = write("I have seen nothing yet");
        FakeLogStore.Commit commit = store.nextCommit();
        commit.succeeds();
        assertThat(get(own).heads()).isEmpty();

        CompletableFuture<MessageLogActor.AppendResult> late = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Append(List.of(message(2, 1, 1)), late));
        FakeLogStore.Commit free = store.nextCommit();
        assertThat(free.batch.released()).containsExactly(new LogStore.Release(key(2, 2), OrderMark.PLAIN));
        free.succeeds();
        assertThat(get(late).delivered())
                .containsExactly(
                        new DeliveredMessage(message(2, 1, 1), OrderMark.PLAIN),
                        new DeliveredMessage(message(2, 2, 2, key(2, 1)), OrderMark.PLAIN));
        assertThat(get(late).anyWaiting()).isFalse();
        assertThat(digests).last().isEqualTo(new Digest(3, 0, 0));
    }

    @Test
    void givenUpMessageLeavesGapAndArrivesLate() throws Exception {
        CompletableFuture<List<Outcome>> stored = append(message(2, 3, 3, key(2, 2)));
        store.nextCommit().succeeds();
        get(stored); // otherwise the next request may overtake the store's result
        assertThat(log().missing()).isEqualTo(VersionVector.EMPTY.with(new NodeId(2), Ranges.upTo(2)));
        CompletableFuture<MessageLogActor.AppendResult> without = new CompletableFuture<>();
        actor.tell(new MessageLogActor.GiveUp(log().missing(), without));
        store.nextCommit().succeeds();
        assertThat(get(without).delivered())
                .containsExactly(new DeliveredMessage(message(2, 3, 3, key(2, 2)), OrderMark.AFTER_GAP));
        CompletableFuture<MessageLogActor.AppendResult> after = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Append(List.of(message(2, 2, 2, key(2, 1)), message(2, 1, 1)), after));
        FakeLogStore.Commit commit = store.nextCommit();
        assertThat(commit.frontier).extracting(Head::place).containsExactly(new HistoryPlace(3, key(2, 3)));
        commit.succeeds();
        assertThat(get(after).delivered())
                .extracting(DeliveredMessage::mark)
                .containsExactly(OrderMark.LATE, OrderMark.LATE);
        assertThat(log().givenUp()).isEqualTo(VersionVector.EMPTY);
    }

    private CompletableFuture<ChatMessage> write(String text) {
        CompletableFuture<DeliveredMessage> written = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Write(SELF, Draft.text(text), written));
        return written.thenApply(DeliveredMessage::message);
    }

    private CompletableFuture<List<Outcome>> append(ChatMessage... messages) {
        CompletableFuture<MessageLogActor.AppendResult> kept = new CompletableFuture<>();
        actor.tell(new MessageLogActor.Append(List.of(messages), kept));
        return kept.thenApply(MessageLogActor.AppendResult::outcomes);
    }

    private MessageLog log() throws Exception {
        CompletableFuture<MessageLog> log = new CompletableFuture<>();
        actor.tell(new MessageLogActor.GetLog(log));
        return get(log);
    }

    private static void assertFails(CompletableFuture<?> future) {
        assertThatThrownBy(() -> get(future))
                .isInstanceOf(ExecutionException.class)
                .satisfies(thrown -> assertThat(ProblemException.find(thrown))
                        .contains(FakeLogStore.diskFull().problem()));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(5, TimeUnit.SECONDS);
    }
}
