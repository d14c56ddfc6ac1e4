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
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;

/** What arrives and what is fetched, when it is shown, and what whoever brought it is told. */
final class InboundMessagesTest {

    private static final ChatMessage EARLY = message(2, 2);
    private static final ChatMessage MISSING = message(2, 1);

    private final List<NetworkEvent.Said> shown = new ArrayList<>();
    private final FakeChatLog log = new FakeChatLog();
    private final List<NetworkEvent> others = new ArrayList<>();
    private final List<NodeId> waits = new ArrayList<>();
    private final InboundMessages arrivals =
            new InboundMessages(log, new ChatEvents(node(1), Map.of(), this::see, () -> 77), waits::add);

    private void see(NetworkEvent event) {
        if (event instanceof NetworkEvent.Said said) {
            shown.add(said);
        } else {
            others.add(event);
        }
    }

    @BeforeEach
    void thereIsNoPast() {
        arrivals.noHistory();
    }

    /** The newest of the past are shown before what they follow is here; their turn, when it comes, shows nothing. */
    @Test
    void whatWasShownBeforeItsTurnIsNotShownAgainThen() { // I4
        pulled(SyncDisplay.AS_HISTORY, List.of(EARLY), List.of(StoreResult.NEW), List.of());
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(shown.get(0).live()).isFalse();
        pulled(SyncDisplay.SILENT, List.of(MISSING), List.of(StoreResult.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).as("the past in the background").containsExactly(EARLY.text());
    }

    @Test
    void itsTurnMayComeWithALiveMessageToo() { // I4
        pulled(SyncDisplay.AS_HISTORY, List.of(EARLY), List.of(StoreResult.NEW), List.of());
        pulled(SyncDisplay.LIVE, List.of(MISSING), List.of(StoreResult.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).containsExactly(EARLY.text(), MISSING.text());
    }

    @Test
    void whatWasHereAlreadyIsNotShownAsHistory() {
        pulled(SyncDisplay.AS_HISTORY, List.of(EARLY), List.of(StoreResult.KNOWN), List.of());
        assertThat(shown).isEmpty();
    }

    @Test
    void whatIsFetchedInTheBackgroundSetsOthersFree() {
        pulled(SyncDisplay.SILENT, List.of(MISSING), List.of(StoreResult.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(shown.get(0).live()).isTrue();
    }

    /** A living author sends what this node missed by itself, beside what it fetches. */
    @Test
    void whatTheLeaderHeldIsShownAsHistoryOnlyWhoeverBringsIt() { // protocol 2.8
        InboundMessages fresh =
                new InboundMessages(log, new ChatEvents(node(1), Map.of(), this::see, () -> 77), waits::add);
        ChatMessage older = message(2, 1);
        ChatMessage newest = message(2, 2);
        ChatMessage rest = message(2, 3);
        ChatMessage news = message(2, 4);
        fresh.stored(batch(older, newest), arrived(older, newest), null);
        assertThat(shown).as("while nobody said what there was").isEmpty();
        fresh.synced(
                pull(SyncDisplay.AS_HISTORY, newest),
                new ChatLog.StoreOutcome(List.of(StoreResult.KNOWN), List.of(), false),
                null);
        assertThat(texts()).as("the newest, which was here already").containsExactly(newest.text());
        assertThat(shown.get(0).live()).isFalse();
        fresh.historyKnown(VersionVector.EMPTY.with(node(2), Ranges.upTo(3)), 2);
        fresh.stored(batch(rest, news), arrived(rest, news), null);
        assertThat(texts()).containsExactly(newest.text(), news.text());
        assertThat(shown.get(1).live()).isTrue();
    }

    @Test
    void anEditThatIsFetchedWithItsTextIsShownWithIt() {
        pulled(
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
    void whoeverSentWhatWaitsIsNamed() {
        arrivals.stored(batch(MISSING), arrived(MISSING), null);
        assertThat(waits).isEmpty();
        arrivals.stored(batch(EARLY), new ChatLog.StoreOutcome(List.of(StoreResult.NEW), List.of(), true), null);
        assertThat(waits).containsExactly(node(2));
    }

    @Test
    void whoeverFetchedIsToldWhetherAnythingWaitsStill() {
        for (boolean still : new boolean[] {true, false}) {
            ChatActor.Synced pulled = pull(SyncDisplay.LIVE, EARLY);
            arrivals.synced(pulled, new ChatLog.StoreOutcome(List.of(StoreResult.NEW), List.of(), still), null);
            assertThat(pulled.waiting()).isCompletedWithValue(still);
        }
    }

    @Test
    void whatNobodyHasIsGivenUpInTheLog() {
        VersionVector lost = VersionVector.EMPTY.with(MISSING.key());
        ChatActor.Synced nothing = new ChatActor.Synced(List.of(), lost, SyncDisplay.LIVE, new CompletableFuture<>());
        arrivals.store(nothing).thenAccept(Runnable::run);
        assertThat(log.givenUp).isEqualTo(lost);
        assertThat(log.nothingToKeep()).isTrue();
        assertThat(nothing.waiting()).isCompletedWithValue(false);
    }

    @Test
    void aStoreThatFailsForWhatIsFetchedIsToldOnceUntilItWorks() {
        for (int i = 0; i < 2; i++) {
            ChatActor.Synced pulled = pull(SyncDisplay.LIVE, EARLY);
            arrivals.synced(pulled, null, FakeChatLog.DISK_FULL);
            assertThat(pulled.waiting()).isCompletedExceptionally();
        }
        NetworkEvent trouble = new NetworkEvent.Trouble(FakeChatLog.DISK_FULL.problem());
        assertThat(others).containsExactly(trouble);
        pulled(SyncDisplay.LIVE, List.of(EARLY), List.of(StoreResult.NEW), List.of(EARLY));
        arrivals.synced(pull(SyncDisplay.LIVE, EARLY), null, FakeChatLog.DISK_FULL);
        assertThat(others).containsExactly(trouble, trouble);
    }

    @Test
    void onlyWhoeverIsInIsKnownByItsStore() {
        MemberId another = new MemberId(node(2), new Uid(new UUID(6, 6)));
        arrivals.viewChanged(view(1, 2));
        assertThat(greeted(another)).isCompletedExceptionally();
        arrivals.viewChanged(view(1));
        assertThat(greeted(another)).isCompletedWithValue(Ranges.NONE);
    }

    @Test
    void whereThereIsNoHistoryNoneIsAnnounced() {
        arrivals.replay(new ChatActor.Replay(9, 0)).thenAccept(Runnable::run);
        assertThat(others).isEmpty();
    }

    private CompletableFuture<Ranges> greeted(MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        arrivals.helloReceived(from, held);
        return held;
    }

    private static ChatActor.Arrived batch(ChatMessage... messages) {
        return new ChatActor.Arrived(id(2), List.of(messages), new CompletableFuture<>());
    }

    private static ChatLog.StoreOutcome arrived(ChatMessage... messages) {
        List<DeliveredMessage> turns = Stream.of(messages)
                .map(message -> new DeliveredMessage(message, OrderMark.PLAIN))
                .toList();
        return new ChatLog.StoreOutcome(Collections.nCopies(messages.length, StoreResult.NEW), turns, false);
    }

    private static ChatActor.Synced pull(SyncDisplay showing, ChatMessage... fetched) {
        return new ChatActor.Synced(List.of(fetched), VersionVector.EMPTY, showing, new CompletableFuture<>());
    }

    private List<String> texts() {
        return shown.stream().map(said -> said.message().text()).toList();
    }

    private void pulled(
            SyncDisplay showing, List<ChatMessage> fetched, List<StoreResult> kept, List<ChatMessage> delivered) {
        List<DeliveredMessage> turns = delivered.stream()
                .map(message -> new DeliveredMessage(message, OrderMark.PLAIN))
                .toList();
        arrivals.synced(
                pull(showing, fetched.toArray(ChatMessage[]::new)), new ChatLog.StoreOutcome(kept, turns, false), null);
    }
}
