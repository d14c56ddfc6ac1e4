package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.reader;
import static p2pchat.storage.Samples.text;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Batch;
import p2pchat.log.LogStore.Entry;
import p2pchat.log.LogStore.Outcome;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/** Deletions of others' messages (attack 37). Ann is 1 and an admin, bob is 2. */
final class HiddenRowsTest {

    private static final NodeId ANN = new NodeId(1);
    private static final NodeId BOB = new NodeId(2);
    private static final Restrictions ADMIN = Restrictions.of(Map.of(), Map.of(ANN, MessageKey.MAX_SEQ));
    private static final Restrictions DEMOTED = Restrictions.of(Map.of(), Map.of());

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private SqliteNetworkStore store;

    @BeforeEach
    void open() {
        store = SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, KEYS, clock::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Outcome> arrives(ChatMessage... messages) {
        return get(append(store, List.of(messages), List.of()));
    }

    private static ChatMessage about(int author, long seq, ChatMessage.Kind kind, String text) {
        return TestMessages.create(
                MessageId.at(seq, new Random(author)),
                key(author, seq),
                Optional.empty(),
                List.of(),
                seq + 10,
                1,
                kind,
                text,
                Optional.of(key(2, 1)));
    }

    private static ChatMessage deletion(int author, long seq) {
        return about(author, seq, ChatMessage.Kind.DELETE, "");
    }

    private String shown() {
        return String.join(",", newest(store, 9).stream().map(ChatMessage::text).toList());
    }

    /** Returns the text as other members get it. */
    private String held() {
        return get(store.read(BOB, Ranges.upTo(1), 1)).get(0).text();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toMillis());
        get(store.eraseHidden());
    }

    @Test
    void deletionOfAdminHidesAtOnceAndErasesAfterOneDay() {
        get(store.restrict(ADMIN));
        arrives(text(2, 1, 1, "rude"), deletion(1, 1));
        assertThat(shown()).isEmpty();
        assertThat(get(store.find(text(2, 1, 1, "rude").id()))).allMatch(ChatMessage::isErased);
        assertThat(get(store.summary()).deleted()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));

        pass(HiddenRows.ERASE_AFTER.minusMillis(1));
        assertThat(held()).as("others may need it").isEqualTo("rude");
        close();
        open();
        pass(Duration.ofMillis(1));
        assertThat(held()).isEmpty();
        get(store.restrict(DEMOTED));
        assertThat(shown()).as("too late to come back").isEmpty();
        assertThat(get(store.summary()).deleted()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));
    }

    @Test
    void textComesBackIfAdminWasOutOfOffice() {
        get(store.restrict(ADMIN));
        arrives(text(2, 1, 1, "true"), deletion(1, 1));
        get(store.restrict(DEMOTED));
        assertThat(shown()).isEqualTo("true");
        pass(HiddenRows.ERASE_AFTER);
        assertThat(held()).isEqualTo("true");
    }

    /** The cut of a demotion decides, not when the deletion was received. */
    @Test
    void onlyDeletionsUpToTheCutCount() {
        arrives(text(2, 1, 1, "true"), deletion(1, 5));
        get(store.restrict(Restrictions.of(Map.of(), Map.of(ANN, 4L))));
        assertThat(shown()).isEqualTo("true");
        get(store.restrict(Restrictions.of(Map.of(), Map.of(ANN, 5L))));
        assertThat(shown()).isEmpty();
        get(store.restrict(Restrictions.of(Map.of(ANN, 4L), Map.of(ANN, 5L))));
        assertThat(shown()).as("a void deletion").isEqualTo("true");
    }

    @Test
    void forgedDeletionOfMemberHasNoEffect() {
        get(store.restrict(ADMIN));
        ChatMessage forged = deletion(3, 1);
        arrives(text(2, 1, 1, "stays"), forged);
        assertThat(shown()).isEqualTo("stays");
        assertThat(get(store.read(new NodeId(3), Ranges.upTo(1), 1))).hasSize(1);
        pass(HiddenRows.ERASE_AFTER);
        assertThat(held()).isEqualTo("stays");
        ChatMessage again = deletion(3, 2);
        Appended appended = get(store.append(
                new Batch(List.of(new Entry(again, true, OrderMark.PLAIN)), List.of(), List.of(), Optional.empty())));
        assertThat(appended.amended().getOrDefault(again.key(), List.of())).isEmpty();
    }

    /** The text and its edits come after the deletion. */
    @Test
    void textThatArrivesLaterIsHidden() {
        get(store.restrict(ADMIN));
        ChatMessage edit = about(2, 2, ChatMessage.Kind.EDIT, "ruder");
        assertThat(arrives(deletion(1, 1), text(2, 1, 1, "rude"), edit))
                .containsExactly(Outcome.STORED, Outcome.ERASED, Outcome.ERASED);
        assertThat(shown()).isEmpty();
        get(store.restrict(DEMOTED));
        assertThat(shown()).isEqualTo("ruder");
    }

    @Test
    void historyNamesTheAdminAndFindsNoHiddenText() {
        get(store.restrict(ADMIN));
        store.saveNicks(Map.of(ANN, new Nick("ann")));
        arrives(text(2, 1, 1, "rude"), text(2, 2, 2, "fine"), deletion(1, 1));
        assertThat(get(store.nicks())).containsEntry(ANN, new Nick("ann"));
        try (HistoryReader reader = reader(folder.resolve("network.db"))) {
            HistoryEntry entry = reader.page(HistoryQuery.newest(9)).get(0);
            assertThat(entry.message().isErased()).isTrue();
            assertThat(entry.deletedBy()).contains(new Nick("ann"));
            assertThat(reader.hidden()).isEqualTo(VersionVector.EMPTY.with(key(2, 1)));
        }
    }
}
