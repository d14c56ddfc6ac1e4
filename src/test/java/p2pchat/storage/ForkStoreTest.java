package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestMessages.signedBy;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.member;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.text;
import static p2pchat.storage.Samples.view;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.TestMessages;
import p2pchat.log.Chain;
import p2pchat.log.Fork;
import p2pchat.log.LogStore.Batch;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Forks on disk (attacks 23 and 25). */
final class ForkStoreTest {

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

    private void prove(Fork fork) {
        get(store.append(
                new Batch(List.of(), List.of(), List.of(), Optional.empty(), List.of(), List.of(fork), Map.of())));
    }

    @Test
    void forkSurvivesRestartAndDoesNotCount() {
        ChatMessage first = text(2, 1, 1, "first");
        ChatMessage other = text(3, 1, 1, "other");
        get(append(store, List.of(first, text(2, 2, 2, "yes"), text(2, 3, 3, "more"), other), List.of()));
        Fork fork = new Fork(new ForkProof(text(2, 2, 2, "yes"), text(2, 2, 2, "no")), true);
        prove(fork);
        Digest counted = Digest.NOTHING.plus(first.hash()).plus(other.hash());
        assertThat(get(store.summary()).digest()).isEqualTo(counted);
        Chain chain = new Chain(first.ref(), 1, 2);
        get(store.append(new Batch(
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(chain),
                List.of(),
                Map.of(new NodeId(2), 2L))));

        close();
        open();
        assertThat(get(store.summary()).forks()).containsExactly(fork);
        assertThat(get(store.summary()).chains()).containsExactly(chain);
        prove(new Fork(new ForkProof(first, text(2, 1, 1, "earlier")), true));
        assertThat(get(store.summary()).digest())
                .as("only what counted before is subtracted")
                .isEqualTo(Digest.NOTHING.plus(other.hash()));
        assertThat(get(store.summary()).vector().of(new NodeId(2))).isEqualTo(Ranges.upTo(3));
    }

    /** The log stays, and the node enters as a new member. */
    @Test
    void copiedStoreGetsNewUid() {
        Uid old = store.uid();
        Member self = new Member(
                new MemberId(new NodeId(2), old), member(2, "ann").address(), new Nick("ann"), new ViewId(1, 1));
        View view = view(1, 2, self, member(3, "bob"));
        get(store.keep(new Kept(Optional.of(self.id()), Optional.of(view), List.of())));
        store.saveCursor(new NodeId(3), Ranges.upTo(1));
        ChatMessage mine = signedBy(TestMessages.signer(old), text(2, 1, 1, "mine"));
        get(append(store, List.of(mine, text(3, 1, 2, "theirs")), List.of()));
        Fork fork = new Fork(new ForkProof(mine, signedBy(TestMessages.signer(old), text(2, 1, 1, "copy"))), true);
        prove(fork);

        close();
        open();
        assertThat(store.uid()).isNotEqualTo(old);
        Uid renewed = store.uid();
        assertThat(get(store.load()).self()).isEmpty();
        assertThat(get(store.load()).view()).isEmpty();
        assertThat(get(store.load()).absent())
                .extracting(member -> member.node().value())
                .containsExactly(3);
        assertThat(get(store.cursors())).isEmpty();
        assertThat(get(store.nicks())).containsEntry(new NodeId(2), new Nick("ann"));
        assertThat(get(store.summary()).own()).isEmpty();
        assertThat(newest(store, 9)).extracting(message -> message.text()).containsExactly("mine", "theirs");

        close();
        open();
        assertThat(store.uid()).isEqualTo(renewed);
    }
}
