package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.chat.FakeChat.get;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkEvent.Trouble;
import p2pchat.model.Nick;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/** Messages that n1 receives, and when it shows and acknowledges them. */
class ChatInboundTest {

    private final FakeChat chat = new FakeChat();

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void storesThenShowsThenAcknowledges() throws Exception { // M8, M9
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1), message(2, 2));
        FakeChatLog.Batch batch = chat.log.nextBatch();
        assertThat(chat.events).isEmpty();
        assertThat(ack).isNotDone();

        batch.commits();

        assertThat(get(ack)).isEqualTo(new ChatActor.Ack(Ranges.upTo(2), Map.of()));
        assertThat(chat.said()).isEqualTo(new Said(message(2, 1), new Nick("nick2"), false, true, 77));
        assertThat(chat.said().message()).isEqualTo(message(2, 2));
    }

    @Test
    void holdsFirstMessageUntilViewListsSender() throws Exception { // H24
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        CompletableFuture<ChatActor.Ack> first = chat.arriveFrom(5, message(5, 1));
        CompletableFuture<ChatActor.Ack> second = chat.arriveFrom(5, message(5, 2));
        chat.settle();
        assertThat(first).isNotDone();
        assertThat(chat.log.noBatch()).isTrue();

        chat.tell(new ChatActor.ViewChanged(view(1, 2, 5)));

        chat.log.nextBatch().commits();
        chat.log.nextBatch().commits();
        assertThat(get(first).stored().contains(1)).isTrue();
        assertThat(get(second).stored()).isEqualTo(Ranges.NONE.with(2));
        assertThat(chat.said()).isEqualTo(new Said(message(5, 1), new Nick("nick5"), false, true, 77));
        assertThat(chat.said().message()).isEqualTo(message(5, 2));
    }

    @Test
    void storesMessagesOfUnlistedSenderAfterTimeout() throws Exception { // H24: never refused permanently
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        CompletableFuture<ChatActor.Ack> ack = chat.arriveFrom(5, message(5, 1));
        chat.settle();
        chat.fireTimers(UnknownSenderBuffer.PATIENCE);
        chat.log.nextBatch().commits();
        assertThat(get(ack)).isEqualTo(new ChatActor.Ack(Ranges.upTo(1), Map.of()));

        chat.arriveFrom(5, message(5, 2)); // from then on at once
        chat.log.nextBatch().commits();
    }

    @Test
    void acceptsDroppedMemberAtOnce() throws Exception { // H24
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 5)));
        chat.tell(new ChatActor.ViewChanged(view(1)));
        CompletableFuture<ChatActor.Ack> ack = chat.arriveFrom(5, message(5, 1));
        chat.log.nextBatch().commits();
        assertThat(get(ack)).isEqualTo(new ChatActor.Ack(Ranges.upTo(1), Map.of()));
    }

    /** The sender need not send it again, but learns that it was not stored (attacks 28 and 38). */
    @Test
    void refusesVoidMessages() throws Exception {
        chat.noHistory();
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1));
        chat.log.nextBatch().refuses();
        assertThat(get(ack).stored()).isEqualTo(Ranges.NONE);
        assertThat(get(ack).refused()).containsOnlyKeys(1L);
        assertThat(chat.events).isEmpty();
    }

    @Test
    void reportsVoidMessagesAndShowsThemWhenTheyReturn() throws Exception {
        chat.noHistory();
        chat.arrive(message(2, 1));
        chat.log.nextBatch().commits();
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
        VersionVector voided = VersionVector.EMPTY.with(message(2, 1).key());
        chat.tell(new ChatActor.Restricted(voided, Map.of(), List.of()));
        assertThat(chat.event())
                .isEqualTo(new NetworkEvent.Voided(
                        message(2, 1).author(), new Nick("bob"), Ranges.upTo(1), Optional.empty()));
        DeliveredMessage late = new DeliveredMessage(message(2, 1), OrderMark.LATE);
        chat.tell(new ChatActor.Restricted(VersionVector.EMPTY, Map.of(), List.of(late)));
        assertThat(chat.said().mark()).isEqualTo(OrderMark.LATE);
        assertThat(chat.events).isEmpty();
    }

    @Test
    void showsDuplicateOnceAndAcknowledgesTwice() throws Exception {
        chat.noHistory();
        CompletableFuture<ChatActor.Ack> first = chat.arrive(message(2, 1));
        CompletableFuture<ChatActor.Ack> second = chat.arrive(message(2, 1), message(2, 2));
        chat.log.nextBatch().commits();
        chat.log.nextBatch().commits();
        assertThat(get(first).stored()).isEqualTo(Ranges.upTo(1));
        assertThat(get(second).stored()).isEqualTo(Ranges.upTo(2));
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
        assertThat(chat.said().message()).isEqualTo(message(2, 2));
        assertThat(chat.events).isEmpty();
    }

    /** A newcomer sees the newest messages first. What arrives is acknowledged at once because it is stored. */
    @Test
    void showsEarlyArrivalsAfterHistory() throws Exception { // protocol 2.8
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1), message(2, 2));
        chat.log.nextBatch().commits();
        get(ack);
        chat.settle();
        assertThat(chat.events).isEmpty();
        chat.tell(new ChatActor.Replay(0, 0));
        chat.tell(new ChatActor.HistoryKnown(VersionVector.EMPTY.with(node(2), Ranges.upTo(1)), 2));
        assertThat(chat.said().message()).isEqualTo(message(2, 2));
        assertThat(chat.events).isEmpty();
    }

    @Test
    void stopsWaitingForHistoryAfterTimeout() throws Exception {
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1));
        chat.log.nextBatch().commits();
        get(ack);
        chat.tell(new ChatActor.Replay(0, 0));
        chat.settle();
        chat.fireTimers(HistoryGate.PATIENCE.minusMillis(1));
        chat.settle();
        assertThat(chat.events).isEmpty();
        chat.fireTimers(Duration.ofMillis(1));
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
    }

    @Test
    void showsMessagesWithoutEnteringAfterTimeout() throws Exception {
        chat.arrive(message(2, 1));
        chat.log.nextBatch().commits();
        chat.settle();
        chat.fireTimers(HistoryGate.ENTRY_PATIENCE.minusMillis(1));
        chat.settle();
        assertThat(chat.events).isEmpty();
        chat.fireTimers(Duration.ofMillis(1));
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
    }

    /** An own message follows all that is in the log, so a reader must see that first. */
    @Test
    void showsWaitingMessagesBeforeOwn() throws Exception { // I4
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1));
        chat.log.nextBatch().commits();
        get(ack);
        chat.settle();
        chat.say("mine");
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
        assertThat(chat.said().message().text()).isEqualTo("mine");
    }

    @Test
    void leaderDoesNotWaitForHistory() throws Exception {
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1));
        chat.log.nextBatch().commits();
        get(ack);
        chat.tell(new ChatActor.Replay(0, 0));
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
    }

    @Test
    void showsMessagesOfLastProcessInOrderNotAsNews() throws Exception {
        chat.noHistory();
        chat.log.waitedAtStart.add(message(2, 2).key());
        chat.arrive(message(2, 1));
        chat.log.nextBatch().commitsAndFrees(message(2, 2));
        assertThat(chat.said().live()).isTrue();
        Said waited = chat.said();
        assertThat(waited.message()).isEqualTo(message(2, 2));
        assertThat(waited.live()).isFalse();
    }

    @Test
    void refusesSecondMessageWithSameNumber() throws Exception { // H14, I5
        chat.noHistory();
        chat.log.rows.put(message(2, 1).key(), message(2, 1));
        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1, "forged"), message(2, 2));
        chat.log.nextBatch().commits();
        assertThat(get(ack).stored()).isEqualTo(Ranges.NONE.with(2));
        assertThat(get(ack).refused()).containsOnlyKeys(1L);
        assertThat(chat.said().message()).isEqualTo(message(2, 2));
        assertThat(chat.events).isEmpty();
    }

    @Test
    void reportsFailingStoreOnceWithoutAcknowledging() throws Exception {
        chat.noHistory();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1));
            chat.log.nextBatch().fails();
            assertThatThrownBy(() -> get(ack)).hasRootCause(FakeChatLog.DISK_FULL);
        }
        assertThat(chat.event()).isEqualTo(new Trouble(FakeChatLog.DISK_FULL.problem()));
        assertThat(chat.events).isEmpty();

        CompletableFuture<ChatActor.Ack> ack = chat.arrive(message(2, 1)); // on a new stream
        chat.log.nextBatch().commits();
        assertThat(get(ack).stored()).isEqualTo(Ranges.upTo(1));
        assertThat(chat.said().message()).isEqualTo(message(2, 1));

        CompletableFuture<ChatActor.Ack> again = chat.arrive(message(2, 2));
        chat.log.nextBatch().fails();
        assertThatThrownBy(() -> get(again)).hasRootCause(FakeChatLog.DISK_FULL);
        assertThat(chat.event()).as("it had recovered meanwhile").isInstanceOf(Trouble.class);
    }

    @Test
    void helloReturnsMessagesHeld() throws Exception {
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.log.rows.put(message(2, 1).key(), message(2, 1));
        chat.log.rows.put(message(2, 3).key(), message(2, 3));
        assertThat(get(chat.hello(id(2)))).isEqualTo(Ranges.NONE.with(1).with(3));
        assertThat(get(chat.hello(id(9)))).as("a member of a newer view").isEqualTo(Ranges.NONE);
        chat.log.broken = true;
        assertThatThrownBy(() -> get(chat.hello(id(2)))).hasRootCause(FakeChatLog.DISK_FULL);
    }

    @Test
    void refusesHelloFromAnotherStore() throws Exception { // H16, I2
        chat.noHistory();
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        MemberId impostor = new MemberId(node(2), new Uid(new UUID(6, 6)));
        assertThatThrownBy(() -> get(chat.hello(impostor))).hasMessageContaining("another store");
    }

    @Test
    void showsHistoryInOrderWithLastKnownNicks() throws Exception {
        for (int seq = 1; seq <= 4; seq++) {
            chat.log.rows.put(message(2, seq).key(), message(2, seq));
        }
        chat.log.rows.put(message(8, 1).key(), message(8, 1));
        chat.tell(new ChatActor.Replay(3, 1_284));
        assertThat(chat.event()).isEqualTo(new NetworkEvent.Replayed(3, 1_284));
        List<Said> shown = List.of(chat.said(), chat.said(), chat.said());
        assertThat(shown).extracting(Said::message).containsExactly(message(2, 3), message(2, 4), message(8, 1));
        assertThat(shown).noneMatch(Said::live);
        assertThat(shown).extracting(Said::author).containsExactly(new Nick("bob"), new Nick("bob"), new Nick("n8"));
        chat.settle();
        assertThat(chat.events).isEmpty();
    }

    @Test
    void announcesWholeHistoryIfMoreIsRequested() throws Exception {
        chat.log.rows.put(message(2, 1).key(), message(2, 1));
        chat.tell(new ChatActor.Replay(9, 1_284));
        assertThat(chat.event()).isEqualTo(new NetworkEvent.Replayed(1, 1));
        assertThat(chat.said().message()).isEqualTo(message(2, 1));
    }

    /** Also if this node leads, and if the leader has reported its history before (newcomer 9). */
    @Test
    void showsHistoryBeforeLiveMessages() throws Exception {
        chat.log.rows.put(message(2, 1).key(), message(2, 1));
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.arrive(message(2, 2));
        chat.log.nextBatch().commits();
        chat.settle();
        assertThat(chat.events).isEmpty();
        chat.tell(new ChatActor.Replay(9, 1));
        assertThat(chat.event()).isInstanceOf(NetworkEvent.Replayed.class);
        assertThat(chat.said().live()).isFalse();
        assertThat(chat.said().message()).isEqualTo(message(2, 2));
    }
}
