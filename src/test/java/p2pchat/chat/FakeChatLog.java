package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** A log in memory. Own messages are stored at once; arriving batches wait until the test commits them. */
final class FakeChatLog implements ChatLog {

    static final ProblemException DISK_FULL = new ProblemException(new Problem.DiskFull(Path.of("log.db")));

    final NavigableMap<MessageKey, ChatMessage> rows = new ConcurrentSkipListMap<>();
    final Map<NodeId, Ranges> cursors = new ConcurrentHashMap<>();
    final List<Ranges> reads = Collections.synchronizedList(new ArrayList<>());
    final Set<MessageKey> waitedAtStart = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    volatile long skippedUpTo;
    volatile VersionVector givenUp = VersionVector.EMPTY;
    volatile boolean broken;
    volatile CompletableFuture<ChatMessage> slowWrite;
    /** Delays the answers of {@link #held} until it completes, if it is set. Each has what was held at the call. */
    volatile CompletableFuture<Void> slowHeld;

    /** Messages to be stored. */
    final class Batch {
        private final List<ChatMessage> messages;
        private final CompletableFuture<StoreOutcome> done = new CompletableFuture<>();

        private Batch(List<ChatMessage> messages) {
            this.messages = messages;
        }

        void commits() {
            commitsAndFrees();
        }

        /** Also delivers these, which waited for a message of the batch. */
        void commitsAndFrees(ChatMessage... earlier) {
            List<StoreResult> outcomes = new ArrayList<>();
            List<DeliveredMessage> delivered = new ArrayList<>();
            for (ChatMessage message : messages) {
                ChatMessage before = rows.putIfAbsent(message.key(), message);
                outcomes.add(
                        before == null
                                ? StoreResult.NEW
                                : before.equals(message) ? StoreResult.KNOWN : StoreResult.CONFLICT);
                if (before == null) {
                    delivered.add(new DeliveredMessage(message, OrderMark.PLAIN));
                }
            }
            for (ChatMessage message : earlier) {
                delivered.add(new DeliveredMessage(message, OrderMark.PLAIN));
            }
            done.complete(new StoreOutcome(outcomes, delivered, false));
        }

        /** Refuses all, because their authors were not allowed to write them. */
        void refuses() {
            done.complete(new StoreOutcome(
                    messages.stream().map(message -> StoreResult.VOID).toList(), List.of(), false));
        }

        void fails() {
            done.completeExceptionally(DISK_FULL);
        }
    }

    /** Returns whether {@link #nextBatch} has taken every batch. */
    boolean noBatch() {
        return batches.isEmpty();
    }

    Batch nextBatch() throws InterruptedException {
        Batch batch = batches.poll(5, TimeUnit.SECONDS);
        assertThat(batch).as("a batch").isNotNull();
        return batch;
    }

    @Override
    public CompletionStage<DeliveredMessage> write(NodeId self, MessageDraft draft) {
        if (broken) {
            return CompletableFuture.failedFuture(DISK_FULL);
        }
        ChatMessage message = TestMembers.message(self.value(), held(rows, self).last() + 1, draft.text());
        if (slowWrite != null) {
            return slowWrite.thenApply(written -> new DeliveredMessage(written, OrderMark.PLAIN));
        }
        rows.put(message.key(), message);
        return CompletableFuture.completedFuture(new DeliveredMessage(message, OrderMark.PLAIN));
    }

    @Override
    public CompletionStage<StoreOutcome> store(List<ChatMessage> messages) {
        Batch batch = new Batch(messages);
        batches.add(batch);
        return batch.done;
    }

    @Override
    public CompletionStage<StoreOutcome> giveUp(VersionVector lost) {
        givenUp = lost;
        return CompletableFuture.completedFuture(new StoreOutcome(List.of(), List.of(), false));
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        reads.add(wanted);
        if (broken) {
            return CompletableFuture.failedFuture(DISK_FULL);
        }
        return CompletableFuture.completedFuture(rows.values().stream()
                .filter(message -> message.author().equals(author)
                        && wanted.contains(message.key().seq()))
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<List<HistoryEntry>> newest(int limit) {
        List<HistoryEntry> all = rows.values().stream()
                .map(message ->
                        new HistoryEntry(message, new Nick(message.author().toString()), 77))
                .toList();
        return CompletableFuture.completedFuture(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    @Override
    public boolean heldAtStart(MessageKey key) {
        return waitedAtStart.contains(key);
    }

    @Override
    public CompletionStage<Ranges> held(NodeId author) {
        if (broken) {
            return CompletableFuture.failedFuture(DISK_FULL);
        }
        Ranges held = held(rows, author);
        CompletableFuture<Void> slow = slowHeld;
        return slow == null ? CompletableFuture.completedFuture(held) : slow.thenApply(now -> held);
    }

    @Override
    public void skipNumbers(NodeId self, long upTo) {
        skippedUpTo = upTo;
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        cursors.put(member, stored);
    }

    private static Ranges held(NavigableMap<MessageKey, ChatMessage> rows, NodeId author) {
        Ranges held = Ranges.NONE;
        for (MessageKey key : rows.keySet()) {
            held = key.author().equals(author) ? held.with(key.seq()) : held;
        }
        return held;
    }
}
