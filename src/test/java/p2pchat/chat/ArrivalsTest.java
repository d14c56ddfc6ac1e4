package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.Crowd.message;
import static p2pchat.chat.Crowd.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import p2pchat.chat.Log.Kept;
import p2pchat.model.ChatMessage;
import p2pchat.model.Delivered;
import p2pchat.model.Mark;
import p2pchat.model.NetworkEvent;
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

    private List<String> texts() {
        return shown.stream().map(said -> said.message().text()).toList();
    }

    private void pulled(Showing showing, List<ChatMessage> fetched, List<Kept> kept, List<ChatMessage> delivered) {
        List<Delivered> turns = delivered.stream()
                .map(message -> new Delivered(message, Mark.PLAIN))
                .toList();
        ChatActor.Pulled pulled =
                new ChatActor.Pulled(fetched, VersionVector.EMPTY, showing, new CompletableFuture<>());
        arrivals.pulled(pulled, new Log.Arrival(kept, turns, false), null);
    }
}
