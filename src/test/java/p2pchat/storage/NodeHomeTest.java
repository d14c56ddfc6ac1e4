package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.problemOf;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

@Timeout(60)
final class NodeHomeTest {

    private static final Nick ANN = new Nick("ann");

    @TempDir
    Path folder;

    private DataRoot root;

    @BeforeEach
    void root() {
        root = DataRoot.of(Map.of("XDG_DATA_HOME", folder.toString()), Path.of("/nowhere"));
    }

    @Test
    void dataDirectoryFollowsXdg() {
        Path user = Path.of("/home/ann");
        Path fallback = Path.of("/home/ann/.local/share/p2p-chat");
        assertThat(root.folder()).isEqualTo(folder.resolve("p2p-chat"));
        assertThat(DataRoot.of(Map.of(), user).folder()).isEqualTo(fallback);
        assertThat(DataRoot.of(Map.of("XDG_DATA_HOME", ""), user).folder()).isEqualTo(fallback);
        assertThat(DataRoot.of(Map.of("XDG_DATA_HOME", "data"), user).folder()).isEqualTo(fallback);
    }

    @Test
    void nickNamesNoOtherFileOfDataDirectory() {
        assertThat(root.nodeHome(ANN)).isEqualTo(root.folder().resolve("ann"));
        for (String nick : List.of("..x", ".x", "nds", "NDS", "known_directories", "known_people", "identity.pem")) {
            Path home = root.nodeHome(new Nick(nick)).normalize();
            assertThat(home.getParent()).isEqualTo(root.folder());
            assertThat(home.getFileName().toString()).isEqualTo("@" + nick);
        }
    }

    @Test
    void createsPrivateHome() throws Exception {
        try (NodeHome home = NodeHome.openFree(root, ANN)) {
            Path store = home.store(NAME, new NetworkId(new UUID(0x1234_5678_9abc_def0L, 42)));
            for (Path made : List.of(root.folder(), home.folder(), store.getParent())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                        .isEqualTo("rwx------");
            }
            assertThat(store).isEqualTo(home.folder().resolve("ops-12345678").resolve("network.db"));
        }
    }

    @Test
    void keepsModeOfExistingDirectory() throws Exception {
        Path given = Files.createDirectory(folder.resolve("given"));
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-x---"));
        NodeHome.open(given, ANN).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(given)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void usesNextNickWhileLocked() {
        try (NodeHome first = NodeHome.openFree(root, ANN);
                NodeHome second = NodeHome.openFree(root, ANN)) {
            assertThat(first.nick()).isEqualTo(ANN);
            assertThat(second.nick()).isEqualTo(new Nick("ann2"));
            assertThat(second.folder()).isEqualTo(root.nodeHome(new Nick("ann2")));
            first.close();
            try (NodeHome third = NodeHome.openFree(root, ANN)) {
                assertThat(third.nick()).isEqualTo(ANN);
                first.close(); // a second close must not release the third lock
                try (NodeHome fourth = NodeHome.openFree(root, ANN)) {
                    assertThat(fourth.nick()).isEqualTo(new Nick("ann3"));
                }
            }
        }
    }

    @Test
    void triesAtMost64Nicks() {
        List<NodeHome> homes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            homes.add(NodeHome.openFree(root, ANN));
        }
        assertThat(homes.get(63).nick()).isEqualTo(new Nick("ann64"));
        assertThat(problemOf(() -> NodeHome.openFree(root, ANN))).isEqualTo(new Problem.HomeLocked(root.nodeHome(ANN)));
        homes.forEach(NodeHome::close);
    }

    @Test
    void namedDirectoryIsNotReplaced() {
        Path given = folder.resolve("a/b");
        try (NodeHome home = NodeHome.open(given, ANN)) {
            assertThat(home.folder()).isEqualTo(given);
            assertThat(problemOf(() -> NodeHome.open(given, ANN))).isEqualTo(new Problem.HomeLocked(given));
            Path detour = folder.resolve("a").resolve("..").resolve("a").resolve("b");
            assertThat(problemOf(() -> NodeHome.open(detour, ANN))).isInstanceOf(Problem.HomeLocked.class);
        }
        NodeHome.open(given, ANN).close();
    }

    @Test
    void locksDirectoryHome() {
        HomeLock held = HomeLock.lock(root.directoryHome());
        assertThat(root.folder().resolve("nds")).isDirectory();
        assertThat(problemOf(() -> HomeLock.lock(root.directoryHome())))
                .isEqualTo(new Problem.HomeLocked(root.directoryHome()));
        held.close();
        HomeLock.lock(root.directoryHome()).close();
    }

    @Test
    void reportsHomeThatCannotBeCreated() throws Exception {
        Files.createFile(root.folder());
        assertThat(problemOf(() -> NodeHome.openFree(root, ANN))).isInstanceOf(Problem.StoreUnusable.class);
        assertThat(problemOf(() -> HomeLock.lock(root.directoryHome()))).isInstanceOf(Problem.StoreUnusable.class);
    }

    @Test
    void killReleasesHome() throws Exception {
        Process child = ChildJvm.start(HoldForEver.class, root.nodeHome(ANN).toString());
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("held");
            assertThat(problemOf(() -> NodeHome.open(root.nodeHome(ANN), ANN))).isInstanceOf(Problem.HomeLocked.class);
            child.destroyForcibly().waitFor();
            NodeHome.open(root.nodeHome(ANN), ANN).close();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void secondAttemptKeepsLock() throws Exception {
        NodeHome former = NodeHome.openFree(root, ANN);
        former.close();
        try (NodeHome home = NodeHome.openFree(root, ANN)) {
            former.close();
            assertThat(problemOf(() -> NodeHome.open(home.folder(), ANN))).isInstanceOf(Problem.HomeLocked.class);
            Process child = ChildJvm.start(HoldForEver.class, home.folder().toString());
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).isEqualTo("locked");
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
    }

    /** Prints whether it locked the home, and keeps the lock. */
    static final class HoldForEver {
        public static void main(String[] arguments) throws Exception {
            try (NodeHome home = NodeHome.open(Path.of(arguments[0]), ANN)) {
                ChildJvm.say("held");
                System.in.read();
                ChildJvm.say(home.nick());
            } catch (ProblemException locked) {
                ChildJvm.say("locked");
            }
        }
    }

    @Test
    void findsMostRecentlyUsedStoreFirst() throws Exception {
        try (NodeHome home = NodeHome.openFree(root, ANN)) {
            assertThat(home.find(NAME)).isEmpty();
            Path old = store(home, NAME, 1, 1_000);
            Path recent = store(home, NAME, 2, 2_000);
            Path busy = store(home, NAME, 3, 500);
            Path journal = Files.createFile(busy.resolveSibling("network.db-wal"));
            Files.setLastModifiedTime(journal, FileTime.fromMillis(3_000));
            store(home, new NetworkName("ops-12345678"), 4, 4_000);
            store(home, new NetworkName("op"), 5, 5_000);
            home.store(NAME, id(6)); // created but never used
            assertThat(home.find(NAME)).containsExactly(busy, recent, old);
        }
        assertThat(NodeHome.find(root.nodeHome(ANN), NAME)).hasSize(3);
        assertThat(NodeHome.find(root.nodeHome(new Nick("bob")), NAME)).isEmpty();
    }

    private static Path store(NodeHome home, NetworkName name, long id, long usedAt) throws Exception {
        Path store = Files.createFile(home.store(name, id(id)));
        Files.setLastModifiedTime(store, FileTime.fromMillis(usedAt));
        return store;
    }

    private static NetworkId id(long id) {
        return new NetworkId(new UUID(id << 32, 0));
    }
}
