package p2pchat.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestMessages.head;
import static p2pchat.log.LogStore.Outcome.CONFLICT;
import static p2pchat.log.LogStore.Outcome.DUPLICATE;
import static p2pchat.log.LogStore.Outcome.STORED;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.member;
import static p2pchat.storage.Samples.newest;
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
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.crypto.CredentialStore.Credential;
import p2pchat.crypto.CredentialStore.Kind;
import p2pchat.crypto.KeyRings;
import p2pchat.log.LogStore.Outcome;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.Head;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.VersionVector;
import p2pchat.storage.SqliteSession.Access;

final class SqliteNetworkStoreTest {

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(5_000);
    private SqliteNetworkStore store;

    @BeforeEach
    void open() {
        store = SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, KEYS, clock::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, KEYS, clock::get);
    }

    /** Opens the store whatever its uid, without its texts. */
    private void reopenWithOtherUid() {
        store.close();
        store = SqliteNetworkStore.openExisting(folder.resolve("network.db"), clock::get);
    }

    @Test
    void newStoreIsEmpty() {
        assertThat(get(store.summary()).vector()).isEqualTo(VersionVector.EMPTY);
        assertThat(get(store.summary()).frontier()).isEmpty();
        assertThat(newest(store, 10)).isEmpty();
        assertThat(get(store.cursors())).isEmpty();
        assertThat(get(store.load()).self()).isEmpty();
        assertThat(get(store.load()).view()).isEmpty();
        assertThat(get(store.load()).absent()).isEmpty();
    }

    @Test
    void flushesCommitsAndAllowsReaders() { // checks settings, because a build cannot cut the power
        List<Integer> settings = get(store.thread()
                .submit(session -> List.of(
                        session.number("PRAGMA synchronous"),
                        session.number("PRAGMA fullfsync"),
                        session.number("SELECT journal_mode = 'wal' FROM pragma_journal_mode"))));
        assertThat(settings).containsExactly(2, 1, 1);
    }

    @Test
    void identityIsPermanent() {
        Uid uid = store.uid();
        reopen();
        assertThat(store.uid()).isEqualTo(uid);
        assertThat(store.network()).isEqualTo(NETWORK);
        assertThat(store.name()).isEqualTo(NAME);
        store.close();
        open();
        assertThat(store.uid()).isEqualTo(uid);
    }

    @Test
    void uidBelongsToDeviceOfHome() {
        Bytes nonce = store.credentials().nonce();
        assertThat(store.uid()).isEqualTo(new UidProof(KEYS.device().key(), nonce).uid(NETWORK));
        assertThat(store.credentials().genesis())
                .isEqualTo(KeyRings.encode(KEYS.genesis(NETWORK).orElseThrow()));
        reopen();
        assertThat(store.credentials().nonce()).isEqualTo(nonce);
        assertThat(KEYS.open(NETWORK, store.credentials()).uid()).isEqualTo(store.uid());
    }

    /** A store created after a deletion is a new member, so its numbers are not mistaken for the old ones. */
    @Test
    void newStoreHasOtherUid() throws Exception {
        Uid uid = store.uid();
        store.close();
        Files.delete(folder.resolve("network.db"));
        open();
        assertThat(store.uid()).isNotEqualTo(uid);
    }

    @Test
    void keepsCredentialsInOrderOfLastChange() {
        Credential ann = credential(Kind.CARD, 1, "ann");
        Credential bob = credential(Kind.CARD, 2, "bob");
        Credential grant = credential(Kind.GRANT, 1, "grant");
        store.credentials().put(ann);
        store.credentials().put(bob);
        store.credentials().put(grant);
        store.credentials().put(credential(Kind.CARD, 1, "anna"));
        store.credentials().put(credential(Kind.VIEW, 1, "view"));
        store.credentials().remove(Kind.VIEW, grant.id());
        reopen();
        assertThat(store.credentials().credentials()).containsExactly(bob, grant, credential(Kind.CARD, 1, "anna"));
        store.credentials().remove(Kind.CARD, bob.id());
        reopen();
        assertThat(store.credentials().credentials()).containsExactly(grant, credential(Kind.CARD, 1, "anna"));
    }

    /** After a crash there must be no view without the cards of its members. */
    @Test
    void credentialIsCommittedWithNextView() throws Exception {
        store.credentials().put(credential(Kind.CARD, 1, "ann"));
        get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"))))));
        try (SqliteSession other = SqliteNetworkStore.SCHEMA.open(folder.resolve("network.db"), Access.READ)) {
            assertThat(CredentialRows.readAll(other)).containsExactly(credential(Kind.CARD, 1, "ann"));
            store.credentials().put(credential(Kind.CARD, 2, "bob"));
            get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 2, member(1, "ann"), member(2, "bob"))))));
            assertThat(CredentialRows.readAll(other)).hasSize(2);
        }
    }

    private static Credential credential(Kind kind, int id, String value) {
        return new Credential(kind, Bytes.of(new byte[] {(byte) id}), Bytes.of(value.getBytes(UTF_8)));
    }

    @Test
    void refusesFileOfOtherNetwork() {
        store.close();
        Path file = folder.resolve("network.db");
        assertThat(problemOf(() -> SqliteNetworkStore.open(file, Samples.found(), NAME, KEYS, clock::get)))
                .isInstanceOf(Problem.StoreUnusable.class);
    }

    @Test
    void storesAllFieldsOfMessage() {
        ChatMessage plain = text(2, 1, 1, "");
        ChatMessage full = TestMessages.create(
                new MessageId(new UUID(-1, -2)),
                key(2, 7),
                Optional.of(new NodeId(9)),
                List.of(key(1, 4), key(2, 6), key(Integer.MAX_VALUE, MessageKey.MAX_SEQ)),
                ChatMessage.MAX_LAMPORT,
                -3,
                ChatMessage.Kind.EDIT,
                "grüße \u0000 'quoted' \ud83d\ude00\r\n",
                Optional.of(key(3, 5)));
        ChatMessage deletion = TestMessages.create(
                new MessageId(new UUID(3, 4)),
                key(2, 8),
                Optional.empty(),
                List.of(),
                2,
                0,
                ChatMessage.Kind.DELETE,
                "",
                Optional.of(key(3, 1)));
        get(append(store, List.of(plain, full, deletion), List.of()));
        reopen();
        assertThat(get(store.read(new NodeId(2), Ranges.upTo(10), 10))).containsExactly(plain, full, deletion);
    }

    @Test
    void storesLongestText() {
        ChatMessage longest = text(1, 1, 1, "x".repeat(ChatMessage.MAX_TEXT_BYTES));
        get(append(store, List.of(longest), List.of()));
        assertThat(newest(store, 1)).containsExactly(shown(longest));
    }

    @Test
    void detectsDuplicatesAndConflicts() { // H14, I5, R9
        ChatMessage first = text(1, 1, 1, "hello");
        assertThat(get(append(store, List.of(first), List.of()))).containsExactly(STORED);
        assertThat(get(append(store, List.of(first, text(1, 1, 1, "hullo"), text(1, 2, 2, "new")), List.of())))
                .containsExactly(DUPLICATE, CONFLICT, STORED);
        reopen(); // duplicates are detected from the file
        assertThat(get(append(store, List.of(first, text(1, 1, 1, "hullo"), text(1, 2, 2, "new")), List.of())))
                .containsExactly(DUPLICATE, CONFLICT, DUPLICATE);
        assertThat(newest(store, 10)).isEqualTo(shown(List.of(first, text(1, 2, 2, "new"))));
        assertThat(get(store.summary()).digest().messages()).isEqualTo(2);
    }

    @Test
    void detectsDuplicatesWithinBatch() {
        assertThat(get(append(store, List.of(text(1, 1, 1, "a"), text(1, 1, 1, "a"), text(1, 1, 1, "b")), List.of())))
                .containsExactly(STORED, DUPLICATE, CONFLICT);
    }

    @Test
    void storesBurstAroundDuplicates() {
        get(append(store, texts(1, 70, 71), List.of()));
        List<ChatMessage> burst = new ArrayList<>(texts(1, 1, 150));
        burst.add(text(1, 150, 150, "another"));
        burst.addAll(texts(2, 1, 9));
        List<Outcome> outcomes = get(append(store, burst, List.of()));
        assertThat(outcomes.subList(0, 69)).containsOnly(STORED);
        assertThat(outcomes.subList(69, 71)).containsOnly(DUPLICATE);
        assertThat(outcomes.subList(71, 150)).containsOnly(STORED);
        assertThat(outcomes.get(150)).isEqualTo(CONFLICT);
        assertThat(outcomes.subList(151, 160)).containsOnly(STORED);
        reopen();
        assertThat(get(store.read(new NodeId(1), Ranges.upTo(200), 200))).isEqualTo(texts(1, 1, 150));
        assertThat(get(store.summary()).vector().of(new NodeId(1))).isEqualTo(Ranges.upTo(150));
        assertThat(get(store.summary()).digest().messages()).isEqualTo(159);
    }

    @Test
    void knowsUidOfEveryAuthorAfterRestart() { // I9
        get(append(store, texts(3, 1, 2), List.of()));
        reopen();
        assertThat(get(store.authors())).containsExactly(new MemberId(new NodeId(3), TestMessages.uid(new NodeId(3))));
    }

    @Test
    void acceptsReusedId() {
        ChatMessage one = text(1, 1, 1, "a");
        ChatMessage other = TestMessages.create(
                one.id(),
                key(2, 1),
                one.to(),
                one.header().headKeys(),
                one.lamport(),
                one.sentAt(),
                one.kind(),
                "b",
                Optional.empty());
        assertThat(get(append(store, List.of(one, other), List.of()))).containsExactly(STORED, STORED);
    }

    @Test
    void summaryContainsRangesAndFrontier() {
        get(append(store, texts(1, 1, 300), List.of(head(key(1, 300), 300))));
        get(append(
                store, List.of(text(3, 2, 2, ""), text(3, 5, 5, ""), text(3, 4, 4, ""), text(3, 9, 9, "")), List.of()));
        List<Head> frontier = List.of(head(key(3, 9), 9), head(key(1, 300), Long.MAX_VALUE));
        get(append(store, texts(1, 302, 302), frontier));
        reopen();
        VersionVector expected = VersionVector.EMPTY;
        for (long seq : LongStream.concat(LongStream.rangeClosed(1, 300), LongStream.of(302))
                .toArray()) {
            expected = expected.with(key(1, seq));
        }
        for (long seq : new long[] {2, 4, 5, 9}) {
            expected = expected.with(key(3, seq));
        }
        assertThat(get(store.summary()).vector()).isEqualTo(expected);
        assertThat(get(store.summary()).frontier()).isEqualTo(frontier);
    }

    @Test
    void readsWantedRangesUpToLimit() {
        get(append(store, texts(1, 1, 20), List.of()));
        get(append(store, texts(2, 1, 20), List.of()));
        Ranges wanted = new Ranges(List.of(new Ranges.Range(3, 4), new Ranges.Range(10, 12), new Ranges.Range(20, 99)));
        assertThat(get(store.read(new NodeId(1), wanted, 100)))
                .extracting(ChatMessage::key)
                .containsExactly(key(1, 3), key(1, 4), key(1, 10), key(1, 11), key(1, 12), key(1, 20));
        assertThat(get(store.read(new NodeId(1), wanted, 3)))
                .extracting(ChatMessage::key)
                .containsExactly(key(1, 3), key(1, 4), key(1, 10));
        assertThat(get(store.read(new NodeId(1), wanted, 0))).isEmpty();
        assertThat(get(store.read(new NodeId(3), wanted, 9))).isEmpty();
    }

    @Test
    void sortsHistory() {
        ChatMessage a = text(2, 1, 1, "a");
        ChatMessage b = text(1, 5, 2, "b");
        ChatMessage c = text(2, 2, 2, "c");
        ChatMessage d = text(2, 3, 2, "d");
        ChatMessage e = text(1, 6, 3, "e");
        get(append(store, List.of(e, d, b, c, a), List.of()));
        assertThat(newest(store, 9)).isEqualTo(shown(List.of(a, b, c, d, e)));
        assertThat(newest(store, 2)).isEqualTo(shown(List.of(d, e)));
        assertThat(newest(store, 0)).isEmpty();
        assertThat(newest(store, -1)).isEmpty();
    }

    @Test
    void historyOmitsWaitingMessages() {
        get(append(store, texts(1, 1, 3), List.of()));
        get(store.thread().submit(session -> {
            session.execute("UPDATE message SET mark = NULL WHERE seq = 2");
            return true;
        }));
        assertThat(newest(store, 9)).extracting(ChatMessage::key).containsExactly(key(1, 1), key(1, 3));
        assertThat(get(store.summary()).vector().of(new NodeId(1))).isEqualTo(Ranges.upTo(3));
    }

    @Test
    void savesCursors() {
        Ranges holes = new Ranges(List.of(new Ranges.Range(1, 4), new Ranges.Range(7, 9)));
        store.saveCursor(new NodeId(2), Ranges.upTo(3));
        store.saveCursor(new NodeId(3), Ranges.NONE);
        store.saveCursor(new NodeId(2), holes);
        Map<NodeId, Ranges> expected = Map.of(new NodeId(2), holes, new NodeId(3), Ranges.NONE);
        assertThat(get(store.cursors())).isEqualTo(expected);
        store.saveCursor(new NodeId(2), holes.with(5));
        reopen();
        assertThat(get(store.cursors()))
                .containsEntry(new NodeId(2), holes.with(5))
                .hasSize(2);
    }

    @Test
    void cursorsShareNextCommit() {
        long before = store.thread().commits();
        for (int seq = 1; seq <= 1_000; seq++) {
            store.saveCursor(new NodeId(2), Ranges.upTo(seq));
        }
        get(append(store, texts(1, 1, 1), List.of()));
        assertThat(store.thread().commits()).isLessThanOrEqualTo(before + 2);
        reopen();
        assertThat(get(store.cursors())).containsExactly(Map.entry(new NodeId(2), Ranges.upTo(1_000)));
    }

    @Test
    void savesViewAndSelf() {
        Member me = member(2, "bob");
        get(store.keep(new Kept(Optional.of(me.id()), Optional.of(view(1, 1, member(1, "ann"), me)))));
        Member other = member(70_000, "żółw-3");
        Member visitor = new Member(other.id(), other.address(), other.nick(), other.joinedAt(), true);
        Kept kept = new Kept(Optional.of(me.id()), Optional.of(view(4, 2, me, visitor)));
        get(store.keep(kept));
        reopenWithOtherUid();
        assertThat(get(store.load()).self()).isEqualTo(kept.self());
        assertThat(get(store.load()).view()).isEqualTo(kept.view());
        assertThat(get(store.load()).absent()).extracting(Member::node).containsExactly(new NodeId(1));
        get(store.keep(Kept.NOTHING));
        assertThat(get(store.load()).self()).isEmpty();
        assertThat(get(store.load()).view()).isEmpty();
    }

    @Test
    void savesNewUid() { // H11
        MemberId self = new MemberId(new NodeId(5), Uid.random());
        get(store.keep(new Kept(Optional.of(self), Optional.empty())));
        reopenWithOtherUid();
        assertThat(store.uid()).isEqualTo(self.uid());
        assertThat(get(store.load()).self()).contains(self);
    }

    @Test
    void keepsAbsentMembers() { // H8
        get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"), member(2, "bob"))))));
        clock.set(6_000);
        get(store.keep(new Kept(Optional.empty(), Optional.of(view(2, 1, member(2, "bobby"))))));
        reopen();
        assertThat(get(store.load()).absent())
                .extracting(Member::id)
                .containsExactly(member(1, "ann").id());
    }

    @Test
    void forgetsMembersAbsentLongest() {
        get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 1, member(1, "ann"), member(2, "bob"))))));
        get(store.thread().submit(session -> {
            session.execute(
                    "WITH RECURSIVE n(i) AS (VALUES(3) UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO"
                            + " member SELECT i, zeroblob(16), 'x', 'h', 1, 1, 1, 0, 0, 4000 + i % 2 FROM n");
            return true;
        }));
        clock.set(9_000);
        get(store.keep(new Kept(Optional.empty(), Optional.of(view(1, 2, member(1, "ann"), member(10_001, "zoe"))))));
        List<Integer> nodes = new ArrayList<>();
        get(store.load()).absent().forEach(member -> nodes.add(member.node().value()));
        assertThat(nodes)
                .hasSize(MemberRows.MAX_MEMBERS - 2) // ann and zoe are present
                .contains(2, 3, 5)
                .doesNotContain(4);
    }
}
