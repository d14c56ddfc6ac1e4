package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.key;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Restricted;
import p2pchat.log.LogStore.Summary;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;

/** Messages on disk that do not count (attack 28). */
final class RestrictedStoreTest {

    private static final NodeId BOB = new NodeId(2);
    private static final Restrictions CUT = Restrictions.of(Map.of(BOB, 1L), Map.of());

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
    void voidMessagesLeaveTheLogAndReturn() {
        get(append(store, List.of(text(2, 1, 1, "counts"), text(3, 1, 1, "hers")), List.of()));
        Summary before = get(store.summary());
        get(append(store, List.of(text(2, 2, 2, "void"), text(2, 3, 3, "too")), List.of()));
        Summary whole = get(store.summary());

        Restricted cut = get(store.restrict(CUT));
        assertThat(cut.voided()).isEqualTo(VersionVector.EMPTY.with(key(2, 2)).with(key(2, 3)));
        assertThat(cut.log().digest()).isEqualTo(before.digest());
        assertThat(cut.log().vector()).isEqualTo(before.vector());
        assertThat(cut.log().givenUp().contains(key(2, 900)))
                .as("nothing waits for it")
                .isTrue();
        assertThat(newest(store, 9)).extracting(ChatMessage::text).containsExactly("counts", "hers");
        assertThat(get(store.find(text(2, 2, 2, "void").id()))).isEmpty();
        assertThat(get(store.read(BOB, Ranges.upTo(9), 9))).hasSize(1);
        assertThat(get(store.readPage(whole.vector(), Optional.empty())).messages())
                .hasSize(2);

        close();
        open();
        assertThat(get(store.summary())).isEqualTo(cut.log());
        assertThat(get(store.restrict(CUT)).voided()).as("reported once").isEqualTo(VersionVector.EMPTY);
        Restricted lifted = get(store.restrict(Restrictions.NONE));
        assertThat(lifted.waiting()).extracting(Waiting::key).containsExactly(key(2, 2), key(2, 3));
        assertThat(lifted.log().digest()).isEqualTo(whole.digest());
        assertThat(lifted.log().vector()).isEqualTo(whole.vector());
        assertThat(lifted.log().givenUp())
                .isEqualTo(VersionVector.EMPTY.with(key(2, 2)).with(key(2, 3)));
        assertThat(get(store.read(BOB, Ranges.upTo(9), 9)))
                .as("with their seals")
                .allMatch(message -> message.seal().isPresent());
    }

    /** An edit that does not count leaves the text as it was before. */
    @Test
    void voidEditsAreUndone() {
        get(append(store, List.of(text(2, 1, 1, "as sent"), edit(2, 2, "changed"), edit(2, 3, "again")), List.of()));
        get(store.restrict(Restrictions.of(Map.of(BOB, 2L), Map.of())));
        assertThat(newest(store, 9)).extracting(ChatMessage::text).containsExactly("changed");
        get(store.restrict(CUT));
        assertThat(newest(store, 9)).extracting(ChatMessage::text).containsExactly("as sent");
        get(store.restrict(Restrictions.NONE));
        assertThat(newest(store, 9)).extracting(ChatMessage::text).containsExactly("again");
    }

    private static ChatMessage edit(int author, long seq, String text) {
        MessageKey target = key(author, 1);
        return TestMessages.create(
                MessageId.at(1, new java.util.Random(seq)),
                key(author, seq),
                Optional.empty(),
                List.of(),
                seq,
                1,
                ChatMessage.Kind.EDIT,
                text,
                Optional.of(target));
    }
}
