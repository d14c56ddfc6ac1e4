package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.text;
import static p2pchat.storage.Samples.texts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.log.LogStore;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Chunks of missing messages in history order, for synchronisation (protocol 2.8). */
final class OrderedRowsTest {

    @TempDir
    Path folder;

    private SqliteNetworkStore store;

    @BeforeEach
    void open() {
        store = SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, KEYS, () -> 5_000);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void countsOnlyLackingMessages() {
        append(texts(1, 1, 4));
        append(texts(2, 5, 9)); // newer messages that the caller has
        VersionVector lacking = VersionVector.of(Map.of(new NodeId(1), Ranges.upTo(4)));
        Optional<HistoryPlace> after = get(store.placeBefore(lacking, 3));
        assertThat(after).map(HistoryPlace::key).contains(key(1, 1));
        assertThat(keys(all(lacking, after))).containsExactly(key(1, 2), key(1, 3), key(1, 4));
        assertThat(get(store.placeBefore(lacking, 4))).isEmpty();
    }

    @Test
    void readsChunksInHistoryOrder() {
        List<ChatMessage> long1 = new ArrayList<>();
        for (int seq = 1; seq <= 9; seq++) {
            long1.add(text(1 + seq % 2, (seq + 1) / 2, seq, "x".repeat(60_000)));
        }
        append(long1);
        VersionVector lacking = VersionVector.of(Map.of(new NodeId(1), Ranges.upTo(4), new NodeId(2), Ranges.upTo(4)));
        LogStore.Page first = get(store.readPage(lacking, Optional.empty()));
        assertThat(first.messages()).hasSize(4); // the most that fit 256 KiB
        List<ChatMessage> sent = all(lacking, Optional.empty());
        assertThat(sent).hasSize(8).isSortedAccordingTo((a, b) -> Long.compare(a.lamport(), b.lamport()));
        assertThat(keys(sent)).doesNotContain(key(2, 5));
    }

    private List<ChatMessage> all(VersionVector lacking, Optional<HistoryPlace> after) {
        List<ChatMessage> sent = new ArrayList<>();
        Optional<HistoryPlace> at = after;
        do {
            LogStore.Page page = get(store.readPage(lacking, at));
            sent.addAll(page.messages());
            at = page.next();
        } while (at.isPresent());
        return sent;
    }

    private void append(List<ChatMessage> messages) {
        List<Entry> entries = messages.stream()
                .map(message -> new Entry(message, true, OrderMark.PLAIN))
                .toList();
        get(store.append(new Batch(entries, List.of(), List.of(), Optional.empty())));
    }

    private static List<MessageKey> keys(List<ChatMessage> messages) {
        return messages.stream().map(ChatMessage::key).toList();
    }
}
