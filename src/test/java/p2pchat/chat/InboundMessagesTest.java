package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.id;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.chat.ChatLog.StoreResult;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/** Display and acknowledgement of arriving and fetched messages. */
final class InboundMessagesTest {

    private static final ChatMessage EARLY = message(2, 2);
    private static final ChatMessage MISSING = message(2, 1);

    private final List<Said> shown = new ArrayList<>();
    private final FakeChatLog log = new FakeChatLog();
    private final List<NetworkEvent> others = new ArrayList<>();
    private final List<NodeId> waits = new ArrayList<>();
    private final InboundMessages inbound = newInbound();

    private InboundMessages newInbound() {
        return new InboundMessages(log, new ChatEvents(node(1), Map.of(), this::see, () -> 77), waits::add);
    }

    private void see(NetworkEvent event) {
        if (event instanceof Said said) {
            shown.add(said);
        } else {
            others.add(event);
        }
    }

    @BeforeEach
    void startWithoutHistory() {
        inbound.noHistory();
        inbound.replay(new ChatActor.Replay(0, 0)).thenAccept(Runnable::run);
    }

    /** The newest messages are shown as history before what they follow is here, and not again when delivered. */
    @Test
    void doesNotShowAgainAfterHistory() { // I4
        synced(SyncDisplay.AS_HISTORY, List.of(EARLY), List.of(StoreResult.NEW), List.of());
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(shown.get(0).live()).isFalse();
        synced(SyncDisplay.SILENT, List.of(MISSING), List.of(StoreResult.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).as("history in the background").containsExactly(EARLY.text());
    }

    /** An interrupted catch-up shows the newest messages, and their author sends all that it had not fetched. */
    @Test
    void doesNotShowMessagesOlderThanShownOnes() { // reliability F3
        synced(SyncDisplay.AS_HISTORY, List.of(EARLY), List.of(StoreResult.NEW), List.of());
        inbound.stored(batch(MISSING, EARLY), arrived(MISSING, EARLY), null);
        assertThat(texts()).containsExactly(EARLY.text());
        inbound.stored(batch(message(2, 3)), arrived(message(2, 3)), null);
        assertThat(texts()).containsExactly(EARLY.text(), message(2, 3).text());
    }

    @Test
    void secondCatchUpShowsOnlyNewerMessages() { // reliability F3
        inbound.stored(batch(message(2, 1)), arrived(message(2, 1)), null);
        synced(SyncDisplay.AS_HISTORY, List.of(message(2, 5)), List.of(StoreResult.NEW), List.of());
        synced(
                SyncDisplay.AS_HISTORY,
                List.of(message(2, 4), message(2, 6), message(3, 1)),
                List.of(StoreResult.NEW, StoreResult.NEW, StoreResult.NEW),
                List.of());
        assertThat(shown)
                .extracting(Said::message)
                .containsExactly(message(2, 1), message(2, 5), message(2, 6), message(3, 1));
    }

    @Test
    void showsLateMessages() {
        inbound.stored(batch(EARLY), arrived(EARLY), null);
        DeliveredMessage late = new DeliveredMessage(MISSING, OrderMark.LATE);
        inbound.stored(batch(MISSING), new ChatLog.StoreOutcome(List.of(StoreResult.NEW), List.of(late), false), null);
        assertThat(shown).extracting(Said::mark).containsExactly(OrderMark.PLAIN, OrderMark.LATE);
    }

    /** A message may have come another way and wait. One that was deleted before it came has no text to show. */
    @Test
    void showsWaitingMessagesAsHistoryButNoErasedOnes() {
        synced(
                SyncDisplay.AS_HISTORY,
                List.of(EARLY, message(3, 1)),
                List.of(StoreResult.KNOWN, StoreResult.ERASED),
                List.of());
        assertThat(texts()).containsExactly(EARLY.text());
    }

    @Test
    void showsStoredHistoryBeforeFetchedHistory() {
        InboundMessages fresh = newInbound();
        log.rows.put(MISSING.key(), MISSING);
        ChatLog.StoreOutcome waiting = new ChatLog.StoreOutcome(List.of(StoreResult.NEW), List.of(), false);
        fresh.synced(command(SyncDisplay.AS_HISTORY, EARLY), waiting, null);
        assertThat(shown).isEmpty();
        fresh.replay(new ChatActor.Replay(9, 1)).thenAccept(Runnable::run);
        assertThat(texts()).containsExactly(MISSING.text(), EARLY.text());
    }

    /** In history, an author that had lost its log may have a higher number first (H11). */
    @Test
    void storedHistoryKeepsEachAuthorsOrder() { // I4
        InboundMessages fresh = newInbound();
        log.rows.put(message(1, 1).key(), EARLY);
        log.rows.put(message(2, 1).key(), MISSING);
        fresh.replay(new ChatActor.Replay(9, 2)).thenAccept(Runnable::run);
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(others).containsExactly(new NetworkEvent.Replayed(1, 1));
    }

    @Test
    void backgroundFetchReleasesWaitingMessages() {
        synced(SyncDisplay.SILENT, List.of(MISSING), List.of(StoreResult.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(shown.get(0).live()).isTrue();
    }

    /** A living author sends what this node missed on its own, beside synchronisation. */
    @Test
    void showsHistoryOnceWhicheverMemberSendsIt() { // protocol 2.8
        InboundMessages fresh = newInbound();
        fresh.replay(new ChatActor.Replay(0, 0)).thenAccept(Runnable::run);
        ChatMessage older = message(2, 1);
        ChatMessage newest = message(2, 2);
        ChatMessage rest = message(2, 3);
        ChatMessage news = message(2, 4);
        fresh.stored(batch(older, newest), arrived(older, newest), null);
        assertThat(shown).as("before the history is known").isEmpty();
        fresh.synced(
                command(SyncDisplay.AS_HISTORY, newest),
                new ChatLog.StoreOutcome(List.of(StoreResult.KNOWN), List.of(), false),
                null);
        assertThat(texts()).as("the newest, which was already here").containsExactly(newest.text());
        assertThat(shown.get(0).live()).isFalse();
        fresh.historyKnown(VersionVector.EMPTY.with(node(2), Ranges.upTo(3)), 2);
        fresh.stored(batch(rest, news), arrived(rest, news), null);
        assertThat(texts()).containsExactly(newest.text(), news.text());
        assertThat(shown.get(1).live()).isTrue();
    }

    @Test
    void showsFetchedEditWithItsText() {
        synced(
                SyncDisplay.AS_HISTORY,
                List.of(MISSING, ChatEventsTest.edit(2, 2)),
                List.of(StoreResult.NEW, StoreResult.NEW),
                List.of());
        assertThat(texts()).containsExactly(MISSING.text());
        assertThat(others)
                .singleElement()
                .isInstanceOfSatisfying(
                        NetworkEvent.Amended.class,
                        amended -> assertThat(amended.target()).contains(MISSING));
    }

    @Test
    void reportsSenderOfWaitingMessage() {
        inbound.stored(batch(MISSING), arrived(MISSING), null);
        assertThat(waits).isEmpty();
        inbound.stored(batch(EARLY), new ChatLog.StoreOutcome(List.of(StoreResult.NEW), List.of(), true), null);
        assertThat(waits).containsExactly(node(2));
    }

    @Test
    void completesFetchWithWhetherMessagesWait() {
        for (boolean still : new boolean[] {true, false}) {
            ChatActor.Synced synced = command(SyncDisplay.LIVE, EARLY);
            inbound.synced(synced, new ChatLog.StoreOutcome(List.of(StoreResult.NEW), List.of(), still), null);
            assertThat(synced.waiting()).isCompletedWithValue(still);
        }
    }

    @Test
    void givesUpLostMessagesInLog() {
        VersionVector lost = VersionVector.EMPTY.with(MISSING.key());
        ChatActor.Synced nothing = new ChatActor.Synced(List.of(), lost, SyncDisplay.LIVE, new CompletableFuture<>());
        inbound.store(nothing).thenAccept(Runnable::run);
        assertThat(log.givenUp).isEqualTo(lost);
        assertThat(log.noBatch()).isTrue();
        assertThat(nothing.waiting()).isCompletedWithValue(false);
    }

    @Test
    void reportsFailingStoreOnceUntilItRecovers() {
        for (int i = 0; i < 2; i++) {
            ChatActor.Synced synced = command(SyncDisplay.LIVE, EARLY);
            inbound.synced(synced, null, FakeChatLog.DISK_FULL);
            assertThat(synced.waiting()).isCompletedExceptionally();
        }
        NetworkEvent trouble = new NetworkEvent.Trouble(FakeChatLog.DISK_FULL.problem());
        assertThat(others).containsExactly(trouble);
        synced(SyncDisplay.LIVE, List.of(EARLY), List.of(StoreResult.NEW), List.of(EARLY));
        inbound.synced(command(SyncDisplay.LIVE, EARLY), null, FakeChatLog.DISK_FULL);
        assertThat(others).containsExactly(trouble, trouble);
    }

    @Test
    void checksStoreOnlyForMembers() {
        MemberId another = new MemberId(node(2), new Uid(new UUID(6, 6)));
        inbound.viewChanged(view(1, 2));
        assertThat(hello(another)).isCompletedExceptionally();
        inbound.viewChanged(view(1));
        assertThat(hello(another)).isCompletedWithValue(Ranges.NONE);
    }

    @Test
    void announcesNoEmptyHistory() {
        inbound.replay(new ChatActor.Replay(9, 0)).thenAccept(Runnable::run);
        assertThat(others).isEmpty();
    }

    private CompletableFuture<Ranges> hello(MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        inbound.helloReceived(from, held);
        return held;
    }

    private static ChatActor.Arrived batch(ChatMessage... messages) {
        return new ChatActor.Arrived(id(2), List.of(messages), new CompletableFuture<>());
    }

    private static ChatLog.StoreOutcome arrived(ChatMessage... messages) {
        List<DeliveredMessage> inOrder = Stream.of(messages)
                .map(message -> new DeliveredMessage(message, OrderMark.PLAIN))
                .toList();
        return new ChatLog.StoreOutcome(Collections.nCopies(messages.length, StoreResult.NEW), inOrder, false);
    }

    private static ChatActor.Synced command(SyncDisplay showing, ChatMessage... fetched) {
        return new ChatActor.Synced(List.of(fetched), VersionVector.EMPTY, showing, new CompletableFuture<>());
    }

    private List<String> texts() {
        return shown.stream().map(said -> said.message().text()).toList();
    }

    private void synced(
            SyncDisplay showing, List<ChatMessage> fetched, List<StoreResult> results, List<ChatMessage> delivered) {
        List<DeliveredMessage> inOrder = delivered.stream()
                .map(message -> new DeliveredMessage(message, OrderMark.PLAIN))
                .toList();
        inbound.synced(
                command(showing, fetched.toArray(ChatMessage[]::new)),
                new ChatLog.StoreOutcome(results, inOrder, false),
                null);
    }
}
