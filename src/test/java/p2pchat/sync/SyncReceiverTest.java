package p2pchat.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.LogState;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

class SyncReceiverTest {

    private record Taken(List<ChatMessage> messages, SyncDisplay showing) {}

    /** A log whose commits the test completes. */
    private static final class HandCopy implements EmptyLog {
        private final List<Taken> taken = new ArrayList<>();
        private final List<Map<NodeId, Nick>> met = new ArrayList<>();
        private final List<CompletableFuture<Boolean>> stored = new ArrayList<>();

        @Override
        public CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay showing) {
            taken.add(new Taken(messages, showing));
            stored.add(new CompletableFuture<>());
            return stored.get(stored.size() - 1);
        }

        @Override
        public void saveNicks(Map<NodeId, Nick> nicks) {
            met.add(nicks);
        }
    }

    private final HandCopy copy = new HandCopy();
    private final List<NetworkEvent> events = new ArrayList<>();
    private final FetchProgress progress = new FetchProgress(VersionVector.EMPTY, 0, events::add);
    private static final VersionVector TWO = VersionVector.EMPTY.with(new NodeId(1), Ranges.upTo(2));

    private static ChatMessage message(int seq) {
        return TestMessages.create(
                MessageId.at(seq, new Random(seq)),
                new MessageKey(new NodeId(1), seq),
                Optional.empty(),
                List.of(),
                seq,
                seq,
                ChatMessage.Kind.TEXT,
                "line",
                Optional.empty());
    }

    @Test
    void displaysPastAsHistoryAndRestAsLive() {
        SyncReceiver intake = new SyncReceiver(copy, SyncDisplay.SILENT, progress, message -> message.sentAt() < 2);
        CompletableFuture<?> done =
                intake.onMessages(List.of(message(1), message(2))).toCompletableFuture();
        copy.stored.get(0).complete(false);
        assertThat(done).isNotDone();
        copy.stored.get(1).complete(false);
        assertThat(done).isCompleted();
        assertThat(copy.taken)
                .containsExactly(
                        new Taken(List.of(message(1)), SyncDisplay.SILENT),
                        new Taken(List.of(message(2)), SyncDisplay.LIVE));
    }

    @Test
    void savesNicksBeforeMessages() {
        Map<NodeId, Nick> authors = Map.of(new NodeId(7), new Nick("zoe"));
        SyncReceiver intake = new SyncReceiver(copy);
        intake.onHeader(LogState.of(VersionVector.EMPTY), authors, List.of());
        assertThat(copy.met).containsExactly(authors);
        intake.onHeader(LogState.of(VersionVector.EMPTY), Map.of(), List.of());
        assertThat(copy.met).as("no new nicks").hasSize(1);
    }

    @Test
    void reportsProgressAfterStoring() {
        SyncReceiver intake = new SyncReceiver(copy, SyncDisplay.SILENT, progress, message -> true);
        intake.onHeader(LogState.of(TWO), Map.of(), List.of());
        intake.onMessages(List.of(message(1)));
        assertThat(events).containsExactly(new NetworkEvent.Sync(0, 2));
        copy.stored.get(0).complete(false);
        assertThat(events).endsWith(new NetworkEvent.Sync(1, 2));
    }

    @Test
    void storeFailureEndsFetch() {
        SyncReceiver intake = new SyncReceiver(copy, SyncDisplay.LIVE, progress, message -> true);
        intake.onHeader(LogState.of(TWO), Map.of(), List.of());
        CompletableFuture<?> done = intake.onMessages(List.of(message(1))).toCompletableFuture();
        copy.stored.get(0).completeExceptionally(new IllegalStateException("full"));
        assertThat(done).isCompletedExceptionally();
        assertThat(events).containsExactly(new NetworkEvent.Sync(0, 2));
    }
}
