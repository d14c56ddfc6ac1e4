package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.member;
import static p2pchat.storage.Samples.problemOf;
import static p2pchat.storage.Samples.shown;
import static p2pchat.storage.Samples.text;
import static p2pchat.storage.Samples.texts;
import static p2pchat.storage.Samples.view;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.log.Fork;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.SearchPattern;
import p2pchat.model.VectorClock;

final class HistoryReaderTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("what? is #1 & 100%.db"); // breaks drivers that parse paths as URLs
    }

    @Test
    void knowsOwnNode() { // newcomer 10
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77);
                HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.self()).isEmpty();
            MemberId self = new MemberId(new NodeId(3), store.uid());
            get(store.keep(new Kept(Optional.of(self), Optional.of(view(1, 1, member(3, "ann"))))));
            assertThat(reader.self()).contains(self.node());
        }
    }

    @Test
    void readsWithNicksWhileTheNodeWrites() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"))))));
            get(append(store, List.of(text(1, 1, 1, "a"), text(2, 1, 2, "b")), List.of()));
            try (HistoryReader reader = Samples.reader(file)) {
                assertThat(reader.page(HistoryQuery.newest(10)))
                        .containsExactly(entry(text(1, 1, 1, "a"), "ann"), entry(text(2, 1, 2, "b"), "n2"));
                get(append(store, List.of(text(1, 2, 3, "c")), List.of()));
                assertThat(reader.page(HistoryQuery.newest(1))).containsExactly(entry(text(1, 2, 3, "c"), "ann"));
            }
        }
    }

    @Test
    void usesReportedNicksOfUnknownAuthors() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"))))));
            get(append(store, List.of(text(1, 1, 1, "a"), text(2, 1, 2, "b")), List.of()));
            store.saveNicks(Map.of(new NodeId(1), new Nick("eve"), new NodeId(2), new Nick("zoë")));
            assertThat(get(store.nicks()))
                    .isEqualTo(Map.of(new NodeId(1), new Nick("ann"), new NodeId(2), new Nick("zoë")));
            try (HistoryReader reader = Samples.reader(file)) {
                assertThat(reader.nicks()).isEqualTo(get(store.nicks()));
                assertThat(reader.page(HistoryQuery.newest(10)))
                        .containsExactly(entry(text(1, 1, 1, "a"), "ann"), entry(text(2, 1, 2, "b"), "zoë"));
                assertThat(lamports(reader, Queries.saidBy(9, "ZOË"))).containsExactly(2L);
                assertThat(lamports(reader, Queries.saidBy(9, "eve"))).isEmpty();
            }
        }
    }

    @Test
    void readsWithoutRunningNode() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(append(store, List.of(text(1, 1, 1, "a")), List.of()));
        }
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.page(HistoryQuery.newest(10))).hasSize(1);
        }
    }

    @Test
    void doesNotCreateMissingFile() {
        assertThat(problemOf(() -> Samples.reader(file))).isInstanceOf(Problem.StoreUnusable.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void refusesEmptyFile() throws Exception {
        Files.createFile(file);
        assertThat(problemOf(() -> Samples.reader(file))).isInstanceOf(Problem.StoreUnusable.class);
    }

    @Test
    void filtersMessages() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"), member(2, "Bob"))))));
            List<ChatMessage> log = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                log.add(text(1 + i % 2, (i + 1) / 2, i, "line " + i)); // sent at 1000 + i
            }
            get(append(store, log, List.of()));
            HistoryQuery all = HistoryQuery.newest(1_000);
            try (HistoryReader reader = Samples.reader(file)) {
                assertThat(lamports(reader, all)).hasSize(30).isSorted();
                assertThat(lamports(reader, HistoryQuery.newest(3))).containsExactly(28L, 29L, 30L);
                assertThat(lamports(reader, HistoryQuery.newest(0))).isEmpty();
                assertThat(lamports(reader, between(Optional.of(1_028L), Optional.empty())))
                        .containsExactly(28L, 29L, 30L);
                assertThat(lamports(reader, between(Optional.empty(), Optional.of(1_003L))))
                        .containsExactly(1L, 2L);
                assertThat(lamports(reader, Queries.saidBy(1_000, "bob")))
                        .hasSize(15)
                        .allMatch(n -> n % 2 == 1);
                assertThat(lamports(reader, Queries.saidBy(1_000, "carol"))).isEmpty();
                assertThat(lamports(reader, Queries.matching(1_000, "E 2."))).hasSize(10);
                assertThat(lamports(reader, Queries.matching(2, "1"))).containsExactly(19L, 21L);
                assertThat(lamports(
                                reader,
                                new HistoryQuery(
                                        Optional.of(1_005L),
                                        Optional.of(1_020L),
                                        Optional.of(new Nick("ann")),
                                        Optional.of(SearchPattern.regex("1")),
                                        2)))
                        .containsExactly(16L, 18L);
            }
        }
    }

    @Test
    void readsMoreThanOnePage() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(append(store, texts(1, 1, 3_000), List.of()));
        }
        try (HistoryReader reader = Samples.reader(file)) {
            HistoryQuery many = HistoryQuery.newest(HistoryRows.PAGE + 1);
            assertThat(lamports(reader, many))
                    .hasSize(HistoryRows.PAGE + 1)
                    .isSorted()
                    .endsWith(3_000L);
            assertThat(lamports(reader, Queries.matching(many.limit(), "7$"))).hasSize(300);
            assertThat(lamports(reader, Queries.matching(many.limit(), "none"))).isEmpty();
            assertThat(lamports(reader, HistoryQuery.newest(Integer.MAX_VALUE))).hasSize(3_000);
        }
    }

    /** Keeps the first page of 100,000 messages under 100 ms, because nothing is sorted. */
    @Test
    void firstPageUsesHistoryIndex() throws Exception {
        filled();
        try (SqliteSession session = SqliteNetworkStore.SCHEMA.open(file, SqliteSession.Access.READ)) {
            for (String sql : List.of(HistoryRows.BACKWARDS, HistoryRows.FORWARDS)) {
                assertThat(session.list("EXPLAIN QUERY PLAN " + sql, row -> row.getString("detail")))
                        .anyMatch(step -> step.contains("USING INDEX message_order"))
                        .noneMatch(step -> step.contains("USE TEMP B-TREE FOR ORDER BY"));
            }
        }
    }

    /** Adds messages, because query plans may depend on the content. */
    private void filled() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            for (int author = 1; author <= 5; author++) {
                get(append(store, texts(author, 1, 1_000), List.of()));
            }
        }
    }

    /** Keeps a filtered page fast, because the rows of other messages are not read. */
    @Test
    void filtersTimeAndAuthorByIndex() throws Exception {
        filled();
        try (SqliteSession session = SqliteNetworkStore.SCHEMA.open(file, SqliteSession.Access.READ)) {
            for (String sql : List.of(HistoryRows.BACKWARDS, HistoryRows.FORWARDS)) {
                int author = 1;
                assertThat(readBeforeRow(session, sql)).contains(column(session, sql, author));
                assertTimeIsInIndex(session, sql);
            }
        }
    }

    private static void assertTimeIsInIndex(SqliteSession session, String sql) throws Exception {
        int time = 3;
        assertThat(readBeforeRow(session, sql)).contains(column(session, sql, time));
    }

    /** Returns the steps before the first that reads a row. */
    private static List<String> readBeforeRow(SqliteSession session, String sql) throws Exception {
        int table = cursor(session, sql, "message");
        List<String> steps = session.list(
                "EXPLAIN " + sql, row -> row.getString("opcode") + " " + row.getInt("p1") + " " + row.getInt("p2"));
        return steps.stream()
                .takeWhile(step -> !step.startsWith("Column " + table + " "))
                .toList();
    }

    /** Returns the step that reads a column of the index on the history. */
    private static String column(SqliteSession session, String sql, int column) throws Exception {
        return "Column " + cursor(session, sql, "message_order") + " " + column;
    }

    /** Returns the first cursor on a table or index in a statement. */
    private static int cursor(SqliteSession session, String sql, String name) throws Exception {
        int root = session.first("SELECT rootpage FROM sqlite_schema WHERE name = ?", row -> row.getInt(1), name)
                .orElseThrow();
        return session
                .list(
                        "EXPLAIN " + sql,
                        row -> row.getString("opcode").equals("OpenRead") && row.getInt("p2") == root
                                ? row.getInt("p1")
                                : Integer.MAX_VALUE)
                .stream()
                .min(Integer::compare)
                .orElseThrow();
    }

    @Test
    void searchesCurrentText() {
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            ChatMessage first = text(1, 1, 1, "deploy at noon");
            ChatMessage edit = TestMessages.create(
                    new MessageId(new UUID(1, 9)),
                    key(1, 2),
                    Optional.empty(),
                    List.of(first.key()),
                    2,
                    0,
                    ChatMessage.Kind.EDIT,
                    "release at one",
                    Optional.of(first.key()));
            get(append(store, List.of(first, edit, text(1, 3, 3, "odd\0 but said: deploy")), List.of()));
            try (HistoryReader reader = Samples.reader(file)) {
                assertThat(lamports(reader, Queries.matching(1_000, "release"))).containsExactly(1L);
                assertThat(lamports(reader, Queries.matching(1_000, "deploy"))).containsExactly(3L);
            }
        }
    }

    @Test
    void findsMessageByIdAndKey() { // H14
        ChatMessage first = withId(key(1, 1), MessageId.at(1_000, new Random(1)));
        ChatMessage thief = withId(key(2, 1), first.id());
        ChatMessage liar = withId(key(4, 1), new MessageId(new UUID(9, 9))); // an id of another time
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(append(store, List.of(first, thief, liar), List.of()));
        }
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.find(first.id(), Optional.of(key(2, 1)))).contains(entry(thief, "n2"));
            assertThat(reader.find(first.id(), Optional.of(key(1, 1)))).contains(entry(first, "n1"));
            assertThat(reader.find(first.id(), Optional.empty())).isPresent();
            assertThat(reader.find(first.id(), Optional.of(key(3, 1)))).isEmpty();
            assertThat(reader.find(first.id(), Optional.of(key(4, 1)))).isEmpty();
            assertThat(reader.find(liar.id(), Optional.of(key(4, 1)))).contains(entry(liar, "n4"));
            assertThat(reader.find(MessageId.at(1_000, new Random(2)), Optional.empty()))
                    .isEmpty();
        }
    }

    private static ChatMessage withId(MessageKey key, MessageId id) {
        return TestMessages.create(
                id, key, Optional.empty(), List.of(), 1, 1_000, ChatMessage.Kind.TEXT, "hi", Optional.empty());
    }

    /** Keeps a search for an id from reading rows. */
    @Test
    void findUsesIndexOnly() throws Exception {
        filled();
        try (SqliteSession session = SqliteNetworkStore.SCHEMA.open(file, SqliteSession.Access.READ)) {
            assertTimeIsInIndex(session, MessageRows.FIND);
        }
    }

    @Test
    void derivesClock() {
        List<ChatMessage> log = new ArrayList<>(List.of(text(3, 1, 1, "long ago")));
        for (int i = 2; i <= 5_000; i++) {
            log.add(following(
                    text(1 + i % 2, i / 2, i, "line " + i), log.get(i - 2).key()));
        }
        ChatMessage beside =
                following(text(4, 1, 4_000, "of another branch"), log.get(2_000).key());
        log.add(beside);
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77)) {
            get(append(store, log, List.of()));
        }
        try (HistoryReader reader = Samples.reader(file)) {
            assertThat(reader.clock(log.get(4_999))).isEqualTo(clock(2_500, 2_499, 1));
            assertThat(reader.clock(log.get(10))).isEqualTo(clock(5, 5, 1));
            assertThat(reader.clock(beside).upTo())
                    .containsEntry(new NodeId(4), 1L)
                    .containsEntry(new NodeId(2), 1_000L);
        }
    }

    /** Keeps disk reads low, because nothing is sorted and first messages are looked up. */
    @Test
    void clockUsesIndexes() throws Exception {
        SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77).close();
        try (SqliteSession session = SqliteNetworkStore.SCHEMA.open(file, SqliteSession.Access.READ)) {
            assertThat(session.list("EXPLAIN QUERY PLAN " + OrderedRows.PAST, row -> row.getString("detail")))
                    .anyMatch(step -> step.contains("USING INDEX message_order"))
                    .noneMatch(step -> step.contains("USE TEMP B-TREE FOR ORDER BY"));
            assertThat(session.list(
                            "EXPLAIN QUERY PLAN " + OrderedRows.FIRST_OF_EACH_AUTHOR, row -> row.getString("detail")))
                    .noneMatch(step -> step.startsWith("SCAN message"));
        }
    }

    private static ChatMessage following(ChatMessage message, MessageKey head) {
        return TestMessages.create(
                message.id(),
                message.key(),
                message.to(),
                List.of(head),
                message.lamport(),
                message.sentAt(),
                message.kind(),
                message.text(),
                message.about().map(MessageRef::key));
    }

    /** The counts of authors 1, 2 and 3. */
    private static VectorClock clock(long... upTo) {
        TreeMap<NodeId, Long> clock = new TreeMap<>();
        for (int i = 0; i < upTo.length; i++) {
            clock.put(new NodeId(i + 1), upTo[i]);
        }
        return new VectorClock(clock, true);
    }

    private static List<Long> lamports(HistoryReader reader, HistoryQuery query) {
        return reader.page(query).stream()
                .map(entry -> entry.message().lamport())
                .toList();
    }

    /** Attack 23. What lies before the two versions is not in doubt, nor is a version that all others know. */
    @Test
    void marksMessagesOfWhichTwoVersionsExist() {
        ChatMessage second = text(1, 2, 2, "yes");
        ForkProof proof = ForkProof.among(List.of(second, TestMessages.rewritten(second, "no")))
                .orElseThrow();
        List<ChatMessage> messages = List.of(text(1, 1, 1, "ok?"), second, text(1, 3, 3, "sure"), text(2, 4, 4, "so"));
        try (SqliteNetworkStore store = SqliteNetworkStore.open(file, NETWORK, NAME, KEYS, () -> 77);
                HistoryReader reader = Samples.reader(file)) {
            get(append(store, messages, List.of()));
            assertThat(reader.page(HistoryQuery.newest(9)))
                    .extracting(HistoryEntry::forked)
                    .containsOnly(false);
            get(store.append(fork(new Fork(proof, true))));
            assertThat(reader.page(HistoryQuery.newest(9)))
                    .extracting(HistoryEntry::forked)
                    .containsExactly(false, true, true, false);
            assertThat(reader.forks()).containsExactly(new Fork(proof, true));
            get(store.append(fork(new Fork(proof, false))));
            assertThat(reader.page(HistoryQuery.newest(9)))
                    .extracting(HistoryEntry::forked)
                    .containsOnly(false);
        }
    }

    private static LogStore.Batch fork(Fork fork) {
        return new LogStore.Batch(
                List.of(), List.of(), List.of(), Optional.empty(), List.of(), List.of(fork), Map.of());
    }

    private static HistoryEntry entry(ChatMessage message, String nick) {
        return new HistoryEntry(shown(message), new Nick(nick), 77);
    }

    private static HistoryQuery between(Optional<Long> since, Optional<Long> until) {
        return new HistoryQuery(since, until, Optional.empty(), Optional.empty(), 1_000);
    }
}
