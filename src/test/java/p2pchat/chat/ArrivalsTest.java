package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.Crowd.id;
import static p2pchat.chat.Crowd.message;
import static p2pchat.chat.Crowd.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Log.Kept;
import p2pchat.model.ChatMessage;
import p2pchat.model.Delivered;
import p2pchat.model.Mark;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Ranges;
import p2pchat.model.Showing;
import p2pchat.model.VersionVector;

/** What is fetched, and when it is shown. */
final class ArrivalsTest {

    private static final ChatMessage EARLY = message(2, 2);
    private static final ChatMessage MISSING = message(2, 1);

    private final List<NetworkEvent.Said> shown = new ArrayList<>();
    private final HandLog log = new HandLog();
    private final Arrivals arrivals = new Arrivals(
            log, new Screen(node(1), Map.of(), event -> shown.add((NetworkEvent.Said) event), () -> 77), waits -> {});

    @BeforeEach
    void thereIsNoPast() {
        arrivals.noPast();
    }

    /** The newest of the past are shown before what they follow is here; their turn, when it comes, shows nothing. */
    @Test
    void whatWasShownBeforeItsTurnIsNotShownAgainThen() { // I4
        pulled(Showing.AS_HISTORY, List.of(EARLY), List.of(Kept.NEW), List.of());
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(shown.get(0).live()).isFalse();
        pulled(Showing.SILENT, List.of(MISSING), List.of(Kept.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).as("the past in the background").containsExactly(EARLY.text());
    }

    @Test
    void itsTurnMayComeWithALiveMessageToo() { // I4
        pulled(Showing.AS_HISTORY, List.of(EARLY), List.of(Kept.NEW), List.of());
        pulled(Showing.LIVE, List.of(MISSING), List.of(Kept.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).containsExactly(EARLY.text(), MISSING.text());
    }

    @Test
    void whatWasHereAlreadyIsNotShownAsHistory() {
        pulled(Showing.AS_HISTORY, List.of(EARLY), List.of(Kept.KNOWN), List.of());
        assertThat(shown).isEmpty();
    }

    @Test
    void whatIsFetchedInTheBackgroundSetsOthersFree() {
        pulled(Showing.SILENT, List.of(MISSING), List.of(Kept.NEW), List.of(MISSING, EARLY));
        assertThat(texts()).containsExactly(EARLY.text());
        assertThat(shown.get(0).live()).isTrue();
    }

    /** A living author sends what this node missed by itself, beside what it fetches. */
    @Test
    void whatTheLeaderHeldIsShownAsHistoryOnlyWhoeverBringsIt() { // protocol 2.8
        Arrivals fresh = new Arrivals(
                log, new Screen(node(1), Map.of(), event -> shown.add((NetworkEvent.Said) event), () -> 77), w -> {});
        ChatMessage older = message(2, 1);
        ChatMessage newest = message(2, 2);
        ChatMessage rest = message(2, 3);
        ChatMessage news = message(2, 4);
        fresh.stored(batch(older, newest), arrived(older, newest), null);
        assertThat(shown).as("while nobody said what there was").isEmpty();
        fresh.pulled(pull(Showing.AS_HISTORY, newest), new Log.Arrival(List.of(Kept.KNOWN), List.of(), false), null);
        assertThat(texts()).as("the newest, which was here already").containsExactly(newest.text());
        assertThat(shown.get(0).live()).isFalse();
        fresh.past(VersionVector.EMPTY.with(node(2), Ranges.upTo(3)), 2);
        fresh.stored(batch(rest, news), arrived(rest, news), null);
        assertThat(texts()).containsExactly(newest.text(), news.text());
        assertThat(shown.get(1).live()).isTrue();
    }

    private static ChatActor.Arrived batch(ChatMessage... messages) {
        return new ChatActor.Arrived(id(2), List.of(messages), new CompletableFuture<>());
    }

    private static Log.Arrival arrived(ChatMessage... messages) {
        List<Delivered> turns = Stream.of(messages)
                .map(message -> new Delivered(message, Mark.PLAIN))
                .toList();
        return new Log.Arrival(Collections.nCopies(messages.length, Kept.NEW), turns, false);
    }

    private static ChatActor.Pulled pull(Showing showing, ChatMessage... fetched) {
        return new ChatActor.Pulled(List.of(fetched), VersionVector.EMPTY, showing, new CompletableFuture<>());
    }

    private List<String> texts() {
        return shown.stream().map(said -> said.message().text()).toList();
    }

    private void pulled(Showing showing, List<ChatMessage> fetched, List<Kept> kept, List<ChatMessage> delivered) {
        List<Delivered> turns = delivered.stream()
                .map(message -> new Delivered(message, Mark.PLAIN))
                .toList();
        arrivals.pulled(pull(showing, fetched.toArray(ChatMessage[]::new)), new Log.Arrival(kept, turns, false), null);
    }
}
