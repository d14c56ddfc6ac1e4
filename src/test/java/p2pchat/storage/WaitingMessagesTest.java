package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.shown;
import static p2pchat.storage.Samples.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Release;
import p2pchat.log.LogStore.Summary;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Waiting messages, and the digest of all stored messages (protocol 2.7, 2.8). */
final class WaitingMessagesTest {

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

    private Appended append(List<Entry> entries, Release... released) {
        return get(store.append(new Batch(entries, List.of(released), List.of(), Optional.empty())));
    }

    private static Entry entry(ChatMessage message, boolean delivered) {
        return new Entry(message, delivered, OrderMark.PLAIN);
    }

    private static Digest digest(ChatMessage... messages) {
        Digest digest = Digest.NOTHING;
        for (ChatMessage message : messages) {
            digest = digest.plus(message.hash());
        }
        return digest;
    }

    @Test
    void waitingMessagesSurviveRestartOutsideHistory() {
        ChatMessage second = text(2, 2, 2, "second");
        ChatMessage first = text(2, 1, 1, "first");
        append(List.of(entry(second, false)));
        assertThat(newest(store, 9)).isEmpty();
        close();
        open();

        Summary summary = get(store.summary());
        VersionVector only = VersionVector.of(Map.of(new NodeId(2), new Ranges(List.of(new Ranges.Range(2, 2)))));
        assertThat(summary.vector()).isEqualTo(only);
        assertThat(summary.undelivered()).isEqualTo(only);
        assertThat(get(store.readWaiting(9))).containsExactly(Waiting.of(second));

        Appended appended = append(List.of(entry(first, true)), new Release(key(2, 2), OrderMark.PLAIN));
        assertThat(appended.released()).containsExactly(shown(second));
        assertThat(newest(store, 9)).isEqualTo(shown(List.of(first, second)));
        assertThat(get(store.summary()).undelivered()).isEqualTo(VersionVector.EMPTY);
    }

    @Test
    void digestIsIndependentOfOrder() {
        ChatMessage one = text(1, 1, 1, "one");
        ChatMessage two = text(2, 1, 5, "two");
        append(List.of(entry(one, true)));
        Appended appended = append(List.of(entry(two, false), entry(one, true), entry(text(1, 1, 1, "other"), true)));
        assertThat(appended.digest()).isEqualTo(digest(two, one)).isEqualTo(digest(one, two));
        close();
        open();
        assertThat(get(store.summary()).digest()).isEqualTo(digest(one, two));
    }

    @Test
    void savesGivenUp() {
        VersionVector givenUp = VersionVector.of(Map.of(new NodeId(7), Ranges.upTo(3)));
        get(store.append(new Batch(List.of(), List.of(), List.of(), Optional.of(givenUp))));
        append(List.of(entry(text(1, 1, 1, "x"), true))); // a batch without a change keeps it
        assertThat(get(store.summary()).givenUp()).isEqualTo(givenUp);
    }

    @Test
    void implausibleMessageIsNeitherShownNorWaiting() {
        append(List.of(new Entry(text(1, 1, 999, "liar"), true, OrderMark.UNSOUND)));
        assertThat(newest(store, 9)).isEmpty();
        assertThat(get(store.summary()).undelivered()).isEqualTo(VersionVector.EMPTY);
        assertThat(get(store.read(new NodeId(1), Ranges.upTo(1), 9))).hasSize(1);
    }
}
