package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Sync;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

class FetchProgressTest {

    private static final VersionVector TWO = VersionVector.EMPTY.with(new NodeId(1), Ranges.upTo(2));
    private static final VersionVector NINE = VersionVector.EMPTY.with(new NodeId(1), Ranges.upTo(9));

    private final List<NetworkEvent> events = new ArrayList<>();
    private final FetchProgress progress = new FetchProgress(TWO, 0, events::add);

    @Test
    void reportsTotalFirstAndCompletionLast() {
        progress.onHeader(NINE);
        progress.stored(3, true);
        progress.onHeader(NINE.with(new NodeId(2), Ranges.upTo(5))); // more messages arrived meanwhile
        progress.stored(4, false);
        assertThat(events).containsExactly(new Sync(0, 7), new Sync(3, 7, 3));
        progress.finished();
        assertThat(events).endsWith(new Sync(7, 7, 3)).hasSize(3);
    }

    @Test
    void countsOtherArrivalsAtEnd() {
        progress.onHeader(NINE);
        progress.finished();
        assertThat(events).containsExactly(new Sync(0, 7), new Sync(7, 7));
    }

    @Test
    void reportsHistorySizeToNewMember() {
        FetchProgress newcomer = new FetchProgress(VersionVector.EMPTY, 4, events::add);
        newcomer.onHeader(NINE);
        assertThat(events).containsExactly(new NetworkEvent.Replayed(4, 9), new Sync(0, 9));
        events.clear();
        new FetchProgress(VersionVector.EMPTY, 20, events::add).onHeader(NINE);
        assertThat(events).startsWith(new NetworkEvent.Replayed(9, 9));
        events.clear();
        new FetchProgress(VersionVector.EMPTY, 20, events::add).onHeader(VersionVector.EMPTY);
        assertThat(events).as("there is none").isEmpty();
    }

    @Test
    void reportsCompletionWithoutMessages() {
        progress.onHeader(TWO);
        progress.finished();
        assertThat(events).containsExactly(new Sync(0, 0));
    }
}
