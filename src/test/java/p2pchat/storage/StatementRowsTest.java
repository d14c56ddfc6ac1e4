package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.KEYS;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
import static p2pchat.storage.Samples.append;
import static p2pchat.storage.Samples.get;
import static p2pchat.storage.Samples.newest;
import static p2pchat.storage.Samples.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Act;
import p2pchat.model.Cuts;
import p2pchat.model.MemberId;
import p2pchat.model.MemberRole;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;

/** Statements on disk, and the end of a store whose person was out of the network (attack 28). */
final class StatementRowsTest {

    @TempDir
    Path folder;

    /** The keys of the person whose store it is. The founder is another one. */
    private final KeyRings keys = Samples.keys();

    private final PersonKey self = keys.device().certificate().person();
    private final List<Statement> stated = new ArrayList<>();
    private SqliteNetworkStore store;
    private KeyRing founder;

    @BeforeEach
    void open() {
        keys.add(NETWORK, KEYS.genesis(NETWORK).orElseThrow());
        store = SqliteNetworkStore.open(folder.resolve("network.db"), NETWORK, NAME, keys, () -> 5_000);
        founder = MemoryCredentials.open(KEYS, KEYS.genesis(NETWORK).orElseThrow());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        close();
        open();
    }

    private void state(Act act) {
        List<StatementHash> parents = stated.isEmpty()
                ? List.of()
                : List.of(stated.get(stated.size() - 1).hash());
        Statement statement = founder.sign(stated.size() + 1L, parents, 1_000, act);
        stated.add(statement);
        get(store.statements(founder).append(List.of(statement)));
    }

    private Act removal(Map<Uid, Long> messages) {
        return new Act.Remove(self, false, "", new Cuts(Map.of(), messages));
    }

    @Test
    void statementsSurviveRestartInTheirOrder() {
        for (int i = 0; i < 5; i++) {
            state(new Act.SetTopic("topic " + i));
        }
        get(store.statements(founder).append(List.of(stated.get(2), stated.get(0))));
        reopen();
        List<Statement> loaded = get(store.statements(founder).load());
        assertThat(loaded).containsExactlyElementsOf(stated);
        assertThat(loaded)
                .extracting(Statement::act)
                .containsExactlyElementsOf(stated.stream().map(Statement::act).toList());
        assertThat(loaded)
                .extracting(Statement::signature)
                .containsExactlyElementsOf(
                        stated.stream().map(Statement::signature).toList());
    }

    @Test
    void storeOfRemovedPersonKeepsItsUid() {
        Uid old = store.uid();
        state(removal(Map.of(old, 1L)));
        reopen();
        assertThat(store.uid()).isEqualTo(old);
    }

    /** No store speaks twice, so nothing that was written while the person was out can come back. */
    @Test
    void storeOfReadmittedPersonGetsNewUid() {
        Uid old = store.uid();
        MemberId id = new MemberId(new NodeId(2), old);
        get(store.keep(new Kept(Optional.of(id), Optional.empty(), List.of())));
        get(append(store, List.of(text(2, 1, 1, "mine")), List.of()));
        state(removal(Map.of(old, 1L)));
        state(new Act.SetRole(self, MemberRole.MEMBER, Cuts.NONE));
        reopen();
        Uid renewed = store.uid();
        assertThat(renewed).isNotEqualTo(old);
        assertThat(get(store.load()).self()).isEmpty();
        assertThat(newest(store, 9)).extracting(message -> message.text()).containsExactly("mine");
        reopen();
        assertThat(store.uid()).as("the new one may write").isEqualTo(renewed);
    }

    @Test
    void storeOfReaderEndsWhenItMayWriteAgain() {
        Uid old = store.uid();
        state(new Act.SetRole(self, MemberRole.READER, new Cuts(Map.of(), Map.of(old, 3L))));
        reopen();
        assertThat(store.uid()).isEqualTo(old);
        state(new Act.SetRole(self, MemberRole.MEMBER, Cuts.NONE));
        reopen();
        assertThat(store.uid()).isNotEqualTo(old);
    }
}
