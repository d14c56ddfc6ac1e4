package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Delivery;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkEvent.Trouble;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.RecipientStatus;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/** The chat of n1, with log and streams controlled by the test. */
class ChatActorTest {

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final FakeChatLog log = new FakeChatLog();
    private final FakeExchanges exchanges = new FakeExchanges();
    private final FakeUnaryMessages unaryMessages = new FakeUnaryMessages();
    private final BlockingQueue<MemberId> verified = new LinkedBlockingQueue<>();
    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    private final List<NodeId> waiters = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void storesThenShowsThenAcknowledges() throws Exception { // M8, M9
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1), message(2, 2));
        FakeChatLog.Batch batch = log.nextBatch();
        assertThat(events).isEmpty();
        assertThat(ack).isNotDone();

        batch.commits();

        assertThat(get(ack)).isEqualTo(new ChatActor.Ack(Ranges.upTo(2), Map.of()));
        assertThat(said()).isEqualTo(new Said(message(2, 1), new Nick("nick2"), false, true, 77));
        assertThat(said().message()).isEqualTo(message(2, 2));
    }

    @Test
    void holdsFirstMessageUntilViewListsSender() throws Exception { // H24
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        CompletableFuture<ChatActor.Ack> first = arriveFrom(5, chat, message(5, 1));
        CompletableFuture<ChatActor.Ack> second = arriveFrom(5, chat, message(5, 2));
        settle(chat);
        assertThat(first).isNotDone();
        assertThat(log.noBatch()).isTrue();

        chat.tell(new ChatActor.ViewChanged(view(1, 2, 5)));

        log.nextBatch().commits();
        log.nextBatch().commits();
        assertThat(get(first).stored().contains(1)).isTrue();
        assertThat(get(second).stored()).isEqualTo(Ranges.NONE.with(2));
        assertThat(said()).isEqualTo(new Said(message(5, 1), new Nick("nick5"), false, true, 77));
        assertThat(said().message()).isEqualTo(message(5, 2));
    }

    @Test
    void storesMessagesOfUnlistedSenderAfterTimeout() throws Exception { // H24: never refused permanently
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        CompletableFuture<ChatActor.Ack> ack = arriveFrom(5, chat, message(5, 1));
        settle(chat);
        time.timePasses(UnknownSenderBuffer.PATIENCE);
        log.nextBatch().commits();
        assertThat(get(ack)).isEqualTo(new ChatActor.Ack(Ranges.upTo(1), Map.of()));

        arriveFrom(5, chat, message(5, 2)); // from then on at once
        log.nextBatch().commits();
    }

    @Test
    void acceptsDroppedMemberAtOnce() throws Exception { // H24
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 5)));
        chat.tell(new ChatActor.ViewChanged(view(1)));
        CompletableFuture<ChatActor.Ack> ack = arriveFrom(5, chat, message(5, 1));
        log.nextBatch().commits();
        assertThat(get(ack)).isEqualTo(new ChatActor.Ack(Ranges.upTo(1), Map.of()));
    }

    @Test
    void showsDuplicateOnceAndAcknowledgesTwice() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        CompletableFuture<ChatActor.Ack> first = arrive(chat, message(2, 1));
        CompletableFuture<ChatActor.Ack> second = arrive(chat, message(2, 1), message(2, 2));
        log.nextBatch().commits();
        log.nextBatch().commits();
        assertThat(get(first).stored()).isEqualTo(Ranges.upTo(1));
        assertThat(get(second).stored()).isEqualTo(Ranges.upTo(2));
        assertThat(said().message()).isEqualTo(message(2, 1));
        assertThat(said().message()).isEqualTo(message(2, 2));
        assertThat(events).isEmpty();
    }

    /** A newcomer sees the newest messages first. What arrives is acknowledged at once because it is stored. */
    @Test
    void showsEarlyArrivalsAfterHistory() throws Exception { // protocol 2.8
        ActorRef<ChatActor.Command> chat = newcomer(() -> 77);
        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1), message(2, 2));
        log.nextBatch().commits();
        get(ack);
        settle(chat);
        assertThat(events).isEmpty();
        chat.tell(new ChatActor.HistoryKnown(VersionVector.EMPTY.with(node(2), Ranges.upTo(1)), 2));
        assertThat(said().message()).isEqualTo(message(2, 2));
        assertThat(events).isEmpty();
    }

    @Test
    void stopsWaitingForHistoryAfterTimeout() throws Exception {
        ActorRef<ChatActor.Command> chat = newcomer(() -> 77);
        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1));
        log.nextBatch().commits();
        get(ack);
        time.timePasses(HistoryGate.PATIENCE.minusMillis(1));
        settle(chat);
        assertThat(events).isEmpty();
        time.timePasses(Duration.ofMillis(1));
        assertThat(said().message()).isEqualTo(message(2, 1));
    }

    /** An own message follows all that is in the log, so a reader must see that first. */
    @Test
    void showsWaitingMessagesBeforeOwn() throws Exception { // I4
        ActorRef<ChatActor.Command> chat = newcomer(() -> 77);
        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1));
        log.nextBatch().commits();
        get(ack);
        settle(chat);
        get(say(chat, "mine"));
        assertThat(said().message()).isEqualTo(message(2, 1));
        assertThat(said().message().text()).isEqualTo("mine");
    }

    @Test
    void leaderDoesNotWaitForHistory() throws Exception {
        ActorRef<ChatActor.Command> chat = newcomer(() -> 77);
        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1));
        log.nextBatch().commits();
        get(ack);
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        assertThat(said().message()).isEqualTo(message(2, 1));
    }

    @Test
    void showsMessagesOfLastProcessInOrderNotAsNews() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        log.waitedAtStart.add(message(2, 2).key());
        arrive(chat, message(2, 1));
        log.nextBatch().commitsAndFrees(message(2, 2));
        assertThat(said().live()).isTrue();
        Said waited = said();
        assertThat(waited.message()).isEqualTo(message(2, 2));
        assertThat(waited.live()).isFalse();
    }

    @Test
    void refusesSecondMessageWithSameNumber() throws Exception { // H14, I5
        ActorRef<ChatActor.Command> chat = chat();
        log.rows.put(message(2, 1).key(), message(2, 1));
        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1, "forged"), message(2, 2));
        log.nextBatch().commits();
        assertThat(get(ack).stored()).isEqualTo(Ranges.NONE.with(2));
        assertThat(get(ack).refused()).containsOnlyKeys(1L);
        assertThat(said().message()).isEqualTo(message(2, 2));
        assertThat(events).isEmpty();
    }

    @Test
    void reportsFailingStoreOnceWithoutAcknowledging() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1));
            log.nextBatch().fails();
            assertThatThrownBy(() -> get(ack)).hasRootCause(FakeChatLog.DISK_FULL);
        }
        assertThat(event()).isEqualTo(new Trouble(FakeChatLog.DISK_FULL.problem()));
        assertThat(events).isEmpty();

        CompletableFuture<ChatActor.Ack> ack = arrive(chat, message(2, 1)); // on a new stream
        log.nextBatch().commits();
        assertThat(get(ack).stored()).isEqualTo(Ranges.upTo(1));
        assertThat(said().message()).isEqualTo(message(2, 1));

        CompletableFuture<ChatActor.Ack> again = arrive(chat, message(2, 2));
        log.nextBatch().fails();
        assertThatThrownBy(() -> get(again)).hasRootCause(FakeChatLog.DISK_FULL);
        assertThat(event()).as("it had recovered meanwhile").isInstanceOf(Trouble.class);
    }

    @Test
    void storesShowsAndSendsOwnMessage() throws Exception { // M8
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2, 3)));
        MessageId id = get(say(chat, "hello"));
        Said shown = said();
        assertThat(shown.own()).isTrue();
        assertThat(shown.live()).isTrue();
        assertThat(shown.author()).isEqualTo(new Nick("nick1"));
        assertThat(shown.message().id()).isEqualTo(id);

        for (int i = 2; i <= 3; i++) {
            FakeExchanges.Stream stream = exchanges.nextStream().has(Ranges.NONE);
            assertThat(stream.member()).isEqualTo(member(i));
            assertThat(get(stream.next())).containsExactly(shown.message());
            stream.listener().acknowledged(Ranges.upTo(1), Map.of());
        }
        assertThat(delivery().direct()).containsExactly(node(2));
        assertThat(delivery().settled()).isTrue();
        assertThat(log.cursors).containsEntry(node(2), Ranges.upTo(1)).containsEntry(node(3), Ranges.upTo(1));
        assertThat(log.reads).as("recent messages are in memory").isEmpty();
    }

    @Test
    void relaysThroughLeaderWhenMemberDoesNotAck() throws Exception { // M8
        AtomicLong clock = new AtomicLong(1_000);
        ActorRef<ChatActor.Command> chat = chat(clock::get);
        chat.tell(new ChatActor.ViewChanged(view(2, List.of(member(1), member(2), member(3)))));
        get(say(chat, "hello"));
        ChatMessage hello = said().message();
        for (int i = 0; i < 2; i++) {
            FakeExchanges.Stream stream = exchanges.nextStream().has(Ranges.NONE);
            assertThat(get(stream.next())).containsExactly(hello);
            if (stream.member().equals(member(2))) {
                stream.listener().acknowledged(Ranges.upTo(1), Map.of());
            }
        }
        settle(chat);
        for (long passed = 0;
                passed <= AckTimes.MIN_TIMEOUT.toMillis();
                passed += RelayRequests.CHECK_EVERY.toMillis()) {
            clock.addAndGet(RelayRequests.CHECK_EVERY.toMillis());
            time.timePasses(RelayRequests.CHECK_EVERY);
            settle(chat);
        }

        FakeUnaryMessages.Relay first = unaryMessages.nextRelay();
        assertThat(first.leader()).isEqualTo(member(2));
        assertThat(first.relay())
                .isEqualTo(new UnaryMessages.RelayRequest(hello.key(), hello.id(), Optional.empty(), List.of(node(3))));
        first.answer().complete(new UnaryMessages.RelayAnswer.SendBody());
        FakeUnaryMessages.Relay second = unaryMessages.nextRelay();
        assertThat(second.relay())
                .isEqualTo(
                        new UnaryMessages.RelayRequest(hello.key(), hello.id(), Optional.of(hello), List.of(node(3))));
        second.answer()
                .complete(new UnaryMessages.RelayAnswer.Outcomes(
                        Map.of(node(3), UnaryMessages.Outcome.of(UnaryMessages.Outcome.Kind.STORED))));
        Delivery latest = delivery();
        while (!latest.settled()) {
            latest = delivery();
        }
        assertThat(latest.shares())
                .filteredOn(share -> share.member().equals(node(3)))
                .allMatch(share -> share.state() == RecipientStatus.State.RELAYED
                        && share.via().equals(Optional.of(node(2))))
                .hasSize(1);
    }

    @Test
    void sendsQueuedMessagesInOneBatch() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        for (int i = 0; i < 300; i++) {
            say(chat, "text");
        }
        get(say(chat, "last"));
        FakeExchanges.Stream stream = exchanges.nextStream().has(Ranges.NONE);
        assertThat(get(stream.next())).hasSize(256);
        assertThat(get(stream.next())).hasSize(45);
        CompletableFuture<List<ChatMessage>> waits = stream.next();
        get(say(chat, "one more"));
        assertThat(get(waits)).extracting(ChatMessage::text).containsExactly("one more");
    }

    @Test
    void readsEarlierMissedMessagesFromLog() throws Exception {
        for (int seq = 1; seq <= 5; seq++) {
            log.rows.put(message(1, seq).key(), message(1, seq));
        }
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        FakeExchanges.Stream stream = exchanges.nextStream().has(Ranges.upTo(2).with(4));
        assertThat(get(stream.next())).containsExactly(message(1, 3), message(1, 5));
        assertThat(log.reads).containsExactly(Ranges.NONE.with(3).with(5));
    }

    @Test
    void refusesOverlongText() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        assertThatThrownBy(() -> get(say(chat, "x".repeat(ChatMessage.MAX_TEXT_BYTES + 1))))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        log.broken = true;
        assertThatThrownBy(() -> get(say(chat, "to a full disk")))
                .satisfies(
                        thrown -> assertThat(ProblemException.in(thrown)).containsInstanceOf(Problem.DiskFull.class));
        log.broken = false;
        get(say(chat, "goes on"));
        assertThat(said().message().key().seq()).isEqualTo(1);
    }

    @Test
    void retriesStreamWhenLogCannotBeRead() throws Exception {
        log.rows.put(message(1, 1).key(), message(1, 1));
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        log.broken = true;
        FakeExchanges.Stream stream = exchanges.nextStream().has(Ranges.NONE);
        CompletableFuture<List<ChatMessage>> promised = stream.next();
        stream.awaitClosed();
        assertThat(event()).isInstanceOf(Trouble.class);
        stream.listener().closed("closed here");
        assertThatThrownBy(() -> get(promised)).hasRootCauseInstanceOf(IllegalStateException.class);

        log.broken = false;
        settle(chat);
        time.timePasses(Duration.ofMillis(300));
        assertThat(get(exchanges.nextStream().has(Ranges.NONE).next())).containsExactly(message(1, 1));
    }

    @Test
    void brokenStreamResumesAtCursor() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        get(say(chat, "one"));
        get(say(chat, "two"));
        assertThat(List.of(said(), said())).hasSize(2);
        FakeExchanges.Stream first = exchanges.nextStream().has(Ranges.NONE);
        assertThat(get(first.next())).hasSize(2);
        first.listener().closed("reset");
        settle(chat);
        time.timePasses(Duration.ofMillis(50));
        assertThat(exchanges.none()).isTrue();
        time.timePasses(Duration.ofMillis(250));
        FakeExchanges.Stream second = exchanges.nextStream().has(Ranges.upTo(1));
        assertThat(get(second.next())).extracting(ChatMessage::text).containsExactly("two");
    }

    @Test
    void abandonedStreamDoesNotStopReplacement() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        get(say(chat, "one"));
        FakeExchanges.Stream old = exchanges.nextStream();
        chat.tell(new ChatActor.ViewChanged(view(1, List.of(member(1), member(2, 5_555)))));
        old.awaitClosed();
        FakeExchanges.Stream current = exchanges.nextStream();
        CompletableFuture<List<ChatMessage>> promised = current.next();
        CompletableFuture<List<ChatMessage>> late = old.next();
        assertThatThrownBy(() -> get(late)).hasRootCauseInstanceOf(IllegalStateException.class);
        current.has(Ranges.NONE);
        assertThat(get(promised)).hasSize(1);
        old.listener().closed("at last");
        get(say(chat, "two"));
        assertThat(get(current.next())).hasSize(1);
        assertThat(current.closed()).isNotDone();
    }

    @Test
    void reachesMemberBackBeforeOldStreamEnded() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        get(say(chat, "one"));
        FakeExchanges.Stream old = exchanges.nextStream();
        chat.tell(new ChatActor.ViewChanged(view(1)));
        old.awaitClosed();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        FakeExchanges.Stream current = exchanges.nextStream();
        old.listener().closed("at last");
        current.has(Ranges.NONE);
        assertThat(get(current.next())).hasSize(1);
    }

    @Test
    void closesIdleStreamsExceptToLeader() throws Exception { // H6
        ActorRef<ChatActor.Command> chat = chat(new Ticking());
        chat.tell(new ChatActor.ViewChanged(view(2, 1, 3)));
        FakeExchanges.Stream leaders = exchanges.nextStream().has(Ranges.NONE);
        get(say(chat, "one"));
        FakeExchanges.Stream others = exchanges.nextStream().has(Ranges.NONE);
        leaders.listener().acknowledged(Ranges.upTo(1), Map.of());
        others.listener().acknowledged(Ranges.upTo(1), Map.of());
        settle(chat);
        time.timePasses(Outbox.IDLE_BEFORE_CLOSE.dividedBy(5));
        others.awaitClosed();
        assertThat(leaders.closed()).isNotDone();
    }

    @Test
    void helloReturnsMessagesHeld() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        log.rows.put(message(2, 1).key(), message(2, 1));
        log.rows.put(message(2, 3).key(), message(2, 3));
        assertThat(get(hello(chat, id(2)))).isEqualTo(Ranges.NONE.with(1).with(3));
        assertThat(get(hello(chat, id(9)))).as("a member of a newer view").isEqualTo(Ranges.NONE);
        log.broken = true;
        assertThatThrownBy(() -> get(hello(chat, id(2)))).hasRootCause(FakeChatLog.DISK_FULL);
    }

    @Test
    void refusesHelloFromAnotherStore() throws Exception { // H16, I2
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        MemberId impostor = new MemberId(node(2), new Uid(new UUID(6, 6)));
        assertThatThrownBy(() -> get(hello(chat, impostor))).hasMessageContaining("another store");
    }

    @Test
    void showsHistoryInOrderWithLastKnownNicks() throws Exception {
        for (int seq = 1; seq <= 4; seq++) {
            log.rows.put(message(2, seq).key(), message(2, seq));
        }
        log.rows.put(message(8, 1).key(), message(8, 1));
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.Replay(3, 1_284));
        assertThat(event()).isEqualTo(new NetworkEvent.Replayed(3, 1_284));
        List<Said> shown = List.of(said(), said(), said());
        assertThat(shown).extracting(Said::message).containsExactly(message(2, 3), message(2, 4), message(8, 1));
        assertThat(shown).noneMatch(Said::live);
        assertThat(shown).extracting(Said::author).containsExactly(new Nick("bob"), new Nick("bob"), new Nick("n8"));
        chat.tell(new ChatActor.Replay(9, 1_284));
        assertThat(event()).as("more requested than there are").isEqualTo(new NetworkEvent.Replayed(5, 5));
        assertThat(List.of(said(), said(), said(), said(), said())).hasSize(5);
        settle(chat);
        assertThat(events).isEmpty();
    }

    @Test
    void stoppingClosesStreamsAndCompletesRequests() throws Exception {
        ActorRef<ChatActor.Command> chat = chat();
        chat.tell(new ChatActor.ViewChanged(view(2, 1)));
        FakeExchanges.Stream stream = exchanges.nextStream().has(Ranges.NONE);
        CompletableFuture<List<ChatMessage>> promised = stream.next();
        log.slowWrite = new CompletableFuture<>();
        CompletableFuture<MessageId> accepted = say(chat, "on its way");
        settle(chat);
        testKit.stop(chat);
        stream.awaitClosed();
        assertThatThrownBy(() -> get(promised)).hasRootCauseInstanceOf(IllegalStateException.class);
        log.slowWrite.complete(message(1, 1));
        assertThat(get(accepted)).isEqualTo(message(1, 1).id());
    }

    // ---- helpers

    /** A clock that advances by the idle time at each reading. */
    private static final class Ticking implements LongSupplier {
        private long now;

        @Override
        public synchronized long getAsLong() {
            now += Outbox.IDLE_BEFORE_CLOSE.toMillis() + 1;
            return now;
        }
    }

    private ActorRef<ChatActor.Command> chat() {
        return chat(() -> 77);
    }

    private ActorRef<ChatActor.Command> chat(LongSupplier clock) {
        ActorRef<ChatActor.Command> chat = newcomer(clock);
        chat.tell(new ChatActor.HistoryKnown(VersionVector.EMPTY, 0));
        return chat;
    }

    /** Before the leader has reported its history. */
    private ActorRef<ChatActor.Command> newcomer(LongSupplier clock) {
        Ranges held = log.held(node(1)).toCompletableFuture().join();
        Map<NodeId, Nick> nicks = Map.of(node(1), new Nick("nick1"), node(2), new Nick("bob"));
        return testKit.spawn(ChatActor.create(
                id(1),
                held,
                Map.of(),
                held.isEmpty(),
                nicks,
                new ChatActor.Ports(
                        log,
                        exchanges,
                        unaryMessages,
                        verified::add,
                        unreached -> {},
                        events::add,
                        waiters::add,
                        clock,
                        () -> 77),
                new Random(1)));
    }

    private CompletableFuture<MessageId> say(ActorRef<ChatActor.Command> chat, String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        chat.tell(new ChatActor.Say(new MessageDraft.Text(text), accepted));
        return accepted;
    }

    private CompletableFuture<ChatActor.Ack> arrive(ActorRef<ChatActor.Command> chat, ChatMessage... messages) {
        return arriveFrom(2, chat, messages);
    }

    private CompletableFuture<ChatActor.Ack> arriveFrom(
            int member, ActorRef<ChatActor.Command> chat, ChatMessage... messages) {
        CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
        chat.tell(new ChatActor.Arrived(id(member), List.of(messages), ack));
        return ack;
    }

    private CompletableFuture<Ranges> hello(ActorRef<ChatActor.Command> chat, MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        chat.tell(new ChatActor.HelloReceived(from, held));
        return held;
    }

    /** Returns when the actor has handled all earlier commands. */
    private void settle(ActorRef<ChatActor.Command> chat) throws Exception {
        boolean broken = log.broken;
        log.broken = false;
        get(hello(chat, id(9)));
        log.broken = broken;
    }

    private NetworkEvent event() throws InterruptedException {
        NetworkEvent event = events.poll(5, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    private Said said() throws InterruptedException {
        return (Said) event();
    }

    private Delivery delivery() throws InterruptedException {
        return (Delivery) event();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(5, TimeUnit.SECONDS);
    }
}
