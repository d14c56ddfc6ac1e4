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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.log.LogStore;
import p2pchat.log.LogStore.Outcome;
import p2pchat.model.ChatMessage;
import p2pchat.model.ChatMessage.Kind;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;

/** Deleted texts are erased from the disk, and logs stay comparable (protocol 2.8). */
final class ErasureTest {

    private static final String SECRET = "the-secret-is-";

    /** Many times the interval of purges. */
    private static final Duration PATIENCE = StoreThread.PURGE_EVERY.multipliedBy(20);

    @TempDir
    Path folder;

    @Test
    void deletedTextIsInNoFile() throws Exception {
        String before;
        String after;
        List<String> deleted = new ArrayList<>();
        try (SqliteNetworkStore store = open("a")) {
            append(store, text(1, 1, 1, "before"), text(1, 2, 2, SECRET + "one"), text(1, 3, 3, "after"));
            append(store, edit(1, 4, 4, key(1, 2), SECRET + "two"));
            before = encrypted(store, key(1, 1));
            after = encrypted(store, key(1, 3));
            deleted.add(encrypted(store, key(1, 2)));
            deleted.add(encrypted(store, key(1, 4)));
            assertThat(bytesOf("a")).contains(deleted).doesNotContain(SECRET);
            append(store, delete(1, 5, 5, key(1, 2)));
            assertThat(bytesOf("a")).doesNotContain(deleted).contains(before, after);
        }
        assertThat(bytesOf("a")).doesNotContain(deleted).contains(before, after);
        assertThat(said("a")).containsExactly("before", "-", "after");
    }

    @Test
    void erasesTextOfManyPages() throws Exception {
        try (SqliteNetworkStore store = open("a")) {
            append(store, text(1, 1, 1, "x".repeat(40_000)), text(1, 2, 2, "after"));
            String whole = encrypted(store, key(1, 1));
            List<String> parts = new ArrayList<>();
            for (int at = 1_000; at + 8 <= whole.length(); at += 1_000) {
                parts.add(whole.substring(at, at + 8));
            }
            assertThat(parts).filteredOn(bytesOf("a")::contains).hasSizeGreaterThan(35); // few cross a page
            append(store, delete(1, 3, 3, key(1, 1)));
            assertThat(bytesOf("a")).doesNotContain(parts);
        }
    }

    /** Returns a text as the store contains it. */
    private static String encrypted(SqliteNetworkStore store, MessageKey key) {
        byte[] body = get(store.thread()
                        .submit(session -> session.first(
                                "SELECT body FROM message WHERE node_id = ? AND seq = ?", row -> row.getBytes(1), key)))
                .orElseThrow();
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    @Test
    void textStartingWithZeroIsNotDeleted() {
        try (SqliteNetworkStore store = open("a")) {
            append(store, text(1, 1, 1, "\0here"));
        }
        assertThat(said("a")).containsExactly("\0here");
    }

    @Test
    void textOfZerosCanBeDeleted() {
        List<ChatMessage> own = List.of(text(1, 1, 1, "\0"), text(1, 2, 2, "\0\0\0"), text(1, 3, 3, "\uFFFD\0"));
        List<ChatMessage> of2 = List.of(text(2, 1, 4, "\0\0"), text(2, 2, 5, "\uFFFD"));
        try (SqliteNetworkStore store = open("a")) {
            own.forEach(message -> append(store, message));
            of2.forEach(message -> append(store, message));
            assertThat(get(store.read(new NodeId(1), Ranges.upTo(3), 9))).isEqualTo(own); // as sent to others
            assertThat(get(store.read(new NodeId(2), Ranges.upTo(2), 9))).isEqualTo(of2);
            assertThat(said("a")).containsExactly("\0", "\0\0\0", "\uFFFD\0", "\0\0", "\uFFFD");
            append(store, delete(1, 4, 6, key(1, 2)), delete(2, 3, 7, key(2, 2)));
            append(store, edit(1, 5, 8, key(1, 1), "\0"));
        }
        assertThat(said("a")).containsExactly("\0", "-", "\uFFFD\0", "\0\0", "-");
    }

    @Test
    void searchDoesNotFindDeletedText() {
        try (SqliteNetworkStore store = open("a")) {
            append(store, text(1, 1, 1, "one"), text(1, 2, 2, "two"), delete(1, 3, 3, key(1, 1)));
        }
        try (HistoryReader reader = Samples.reader(file("a"))) {
            for (int limit : new int[] {9, 5_000}) {
                assertThat(reader.page(Queries.matching(limit, ".")))
                        .extracting(entry -> entry.message().text())
                        .containsExactly("two");
            }
        }
    }

    @Test
    void textAfterItsDeletionIsNotStored() throws Exception {
        try (SqliteNetworkStore store = open("a")) {
            append(store, delete(1, 3, 3, key(1, 1)));
            assertThat(append(store, edit(1, 2, 2, key(1, 1), SECRET + "two"))).containsExactly(Outcome.ERASED);
            assertThat(append(store, text(1, 1, 1, SECRET + "one"))).containsExactly(Outcome.ERASED);
            int texts = get(store.thread()
                    .submit(session ->
                            session.number("SELECT count(*) FROM message WHERE body IS NOT NULL AND kind <> 3")));
            assertThat(texts).isZero();
        }
        assertThat(said("a")).containsExactly("-");
    }

    @Test
    void readerDelaysPurge() throws Exception {
        try (SqliteNetworkStore store = open("a")) {
            append(store, text(1, 1, 1, SECRET + "one"), text(1, 3, 3, "after"));
            String secret = encrypted(store, key(1, 1));
            try (SqliteSession reading = SqliteNetworkStore.SCHEMA.open(file("a"), SqliteSession.Access.READ)) {
                reading.execute("BEGIN");
                assertThat(reading.number("SELECT count(*) FROM message")).isEqualTo(2);
                append(store, delete(1, 2, 2, key(1, 1)));
                assertThat(bytesOf("a")).contains(secret);
                reading.execute("COMMIT");
            }
            long begun = System.nanoTime();
            while (bytesOf("a").contains(secret) && System.nanoTime() - begun < PATIENCE.toNanos()) {
                Thread.sleep(20);
            }
            assertThat(bytesOf("a")).doesNotContain(secret).contains(encrypted(store, key(1, 3)));
        }
    }

    @Test
    void deletionKeepsKeyAndHash() throws Exception {
        ChatMessage secret = text(1, 1, 1, SECRET + "one");
        ChatMessage stub = secret.erased();
        try (SqliteNetworkStore whole = open("a");
                SqliteNetworkStore other = open("b")) {
            append(whole, secret);
            append(whole, delete(1, 2, 2, key(1, 1)));
            assertThat(get(whole.read(key(1, 1).author(), Ranges.NONE.with(1), 9)))
                    .containsExactly(stub);
            assertThat(append(whole, secret)).containsExactly(Outcome.DUPLICATE);
            assertThat(append(whole, stub)).containsExactly(Outcome.DUPLICATE);
            assertThat(append(whole, text(1, 1, 1, "another"))).containsExactly(Outcome.CONFLICT);
            assertThat(append(other, stub)).containsExactly(Outcome.STORED);
            append(other, delete(1, 2, 2, key(1, 1)));
            assertThat(get(other.summary()).digest())
                    .isEqualTo(get(whole.summary()).digest());
            assertThat(get(other.summary()).vector())
                    .isEqualTo(get(whole.summary()).vector());
        }
        assertThat(said("b")).containsExactly("-");
    }

    @Test
    void reportsAmendedMessages() {
        ChatMessage said = text(1, 1, 1, "helo");
        ChatMessage edit = edit(1, 2, 2, key(1, 1), "hello");
        ChatMessage delete = delete(1, 3, 3, key(1, 1));
        try (SqliteNetworkStore store = open("a")) {
            assertThat(amended(store, said, edit)).containsExactly(Map.entry(edit.key(), List.of(shown(said))));
            assertThat(amended(store, delete)).containsExactly(Map.entry(delete.key(), shown(List.of(said, edit))));
            ChatMessage early = edit(2, 2, 5, key(2, 1), "unheard of");
            assertThat(amended(store, early, edit(2, 3, 6, key(1, 1), "not mine")))
                    .containsExactly(Map.entry(early.key(), List.of()));
        }
    }

    @Test
    void reportsEarlierEditWithText() {
        ChatMessage first = edit(1, 2, 2, key(1, 1), "helo");
        ChatMessage last = edit(1, 3, 3, key(1, 1), "hello");
        ChatMessage waiting = text(2, 1, 1, "cu");
        ChatMessage edit = edit(2, 2, 2, key(2, 1), "see you");
        try (SqliteNetworkStore store = open("a")) {
            amended(store, first, last);
            assertThat(amended(store, text(1, 1, 1, "hlo"), text(1, 4, 4, "more")))
                    .containsExactly(Map.entry(key(1, 1), List.of(shown(last))));
            get(store.append(batch(false, waiting)));
            amended(store, edit);
            assertThat(released(store, waiting)).containsExactly(Map.entry(key(2, 1), List.of(shown(edit))));
            get(store.append(batch(false, text(3, 1, 1, "in turn"), edit(3, 2, 2, key(3, 1), "comes after it"))));
            assertThat(released(store, text(3, 1, 1, "in turn"))).isEmpty();
        }
    }

    private static Map<MessageKey, List<ChatMessage>> released(SqliteNetworkStore store, ChatMessage message) {
        LogStore.Release release = new LogStore.Release(message.key(), OrderMark.PLAIN);
        return get(store.append(new LogStore.Batch(List.of(), List.of(release), List.of(), Optional.empty())))
                .amended();
    }

    private static LogStore.Batch batch(boolean delivered, ChatMessage... messages) {
        List<LogStore.Entry> entries = Stream.of(messages)
                .map(message -> new LogStore.Entry(message, delivered, OrderMark.PLAIN))
                .toList();
        return new LogStore.Batch(entries, List.of(), List.of(), Optional.empty());
    }

    private static Map<MessageKey, List<ChatMessage>> amended(SqliteNetworkStore store, ChatMessage... messages) {
        return get(store.append(batch(true, messages))).amended();
    }

    @Test
    void historyContainsLastText() {
        try (SqliteNetworkStore store = open("a")) {
            append(store, text(1, 1, 1, "helo"), text(2, 1, 2, "hi"));
            append(store, edit(1, 2, 3, key(1, 1), "hello"), edit(2, 2, 4, key(1, 1), "not mine"));
            append(store, delete(2, 3, 5, key(1, 1)));
            assertThat(newest(store, 9)).extracting(ChatMessage::text).containsExactly("hello", "hi");
        }
        try (HistoryReader reader = Samples.reader(file("a"))) {
            assertThat(reader.page(HistoryQuery.newest(9)))
                    .extracting(HistoryEntry::edited)
                    .containsExactly(true, false);
        }
        assertThat(said("a")).containsExactly("hello", "hi");
    }

    /** The same messages in any order. */
    @Test
    void historyIsIndependentOfOrder() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            List<ChatMessage> story = new ArrayList<>();
            for (int seq = 1; seq <= 60; seq++) {
                int kind = seq < 10 ? 0 : random.nextInt(4);
                MessageKey about = key(1, 1 + random.nextInt(seq));
                story.add(
                        kind < 2 || about.seq() == seq
                                ? text(1, seq, seq, SECRET + seq + " " + "y".repeat(random.nextInt(900)))
                                : kind == 2 ? edit(1, seq, seq, about, SECRET + seq) : delete(1, seq, seq, about));
            }
            List<ChatMessage> shuffled = new ArrayList<>(story);
            Collections.shuffle(shuffled, random);
            try (SqliteNetworkStore inOrder = open("a" + seed);
                    SqliteNetworkStore anyhow = open("b" + seed)) {
                story.forEach(message -> append(inOrder, message));
                shuffled.forEach(message -> append(anyhow, message));
            }
            assertThat(said("b" + seed)).as("seed %s", seed).isEqualTo(said("a" + seed));
            List<String> kept = new ArrayList<>();
            for (String name : List.of("a" + seed, "b" + seed)) {
                String bytes = bytesOf(name);
                for (ChatMessage message : story) {
                    boolean deleted = story.stream()
                            .anyMatch(other -> other.kind() == Kind.DELETE
                                    && message.kind() == Kind.TEXT
                                    && other.amendedMessage().equals(Optional.of(message.key())));
                    if (deleted && bytes.contains(SECRET + message.key().seq() + " ")) {
                        kept.add(name + " keeps " + message.key());
                    }
                }
            }
            assertThat(kept).as("seed %s", seed).isEmpty();
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".db");
    }

    private SqliteNetworkStore open(String name) {
        return SqliteNetworkStore.open(file(name), NETWORK, NAME, KEYS, () -> 77);
    }

    private static List<Outcome> append(SqliteNetworkStore store, ChatMessage... messages) {
        return get(Samples.append(store, List.of(messages), List.of()));
    }

    private List<String> said(String name) {
        try (HistoryReader reader = Samples.reader(file(name))) {
            return reader.page(HistoryQuery.newest(1_000)).stream()
                    .map(entry ->
                            entry.message().isErased() ? "-" : entry.message().text())
                    .toList();
        }
    }

    /** Returns the contents of the file and of SQLite's side files. */
    private String bytesOf(String name) throws IOException {
        StringBuilder bytes = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(name + ".db"))
                    .toList()) {
                bytes.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return bytes.toString();
    }

    private static ChatMessage edit(int author, long seq, long lamport, MessageKey about, String text) {
        return amendment(author, seq, lamport, Kind.EDIT, about, text);
    }

    private static ChatMessage delete(int author, long seq, long lamport, MessageKey about) {
        return amendment(author, seq, lamport, Kind.DELETE, about, "");
    }

    private static ChatMessage amendment(int author, long seq, long lamport, Kind kind, MessageKey about, String text) {
        return TestMessages.create(
                new MessageId(new UUID(author, seq)),
                key(author, seq),
                Optional.empty(),
                List.of(),
                lamport,
                1_000 + lamport,
                kind,
                text,
                Optional.of(about));
    }
}
