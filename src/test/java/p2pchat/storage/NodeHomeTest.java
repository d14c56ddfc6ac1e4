package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.storage.Samples.NAME;
import static p2pchat.storage.Samples.NETWORK;
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
    void theDataFolderFollowsTheXdgSpecification() {
        Path user = Path.of("/home/ann");
        Path fallback = Path.of("/home/ann/.local/share/p2p-chat");
        assertThat(root.folder()).isEqualTo(folder.resolve("p2p-chat"));
        assertThat(DataRoot.of(Map.of(), user).folder()).isEqualTo(fallback);
        assertThat(DataRoot.of(Map.of("XDG_DATA_HOME", ""), user).folder()).isEqualTo(fallback);
        assertThat(DataRoot.of(Map.of("XDG_DATA_HOME", "data"), user).folder()).isEqualTo(fallback);
    }

    @Test
    void noNickNamesAFolderOutsideTheRootOrTheDirectorys() {
        assertThat(root.home(ANN)).isEqualTo(root.folder().resolve("ann"));
        for (String nick : List.of("..", ".", ".x", "nds", "NDS")) {
            Path home = root.home(new Nick(nick)).normalize();
            assertThat(home.getParent()).isEqualTo(root.folder());
            assertThat(home.getFileName().toString()).isEqualTo("@" + nick);
        }
    }

    @Test
    void aHomeIsMadeForItsOwnerAlone() throws Exception {
        try (NodeHome home = NodeHome.of(root, ANN)) {
            Path store = home.store(NAME, NETWORK);
            for (Path made : List.of(root.folder(), home.folder(), store.getParent())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                        .isEqualTo("rwx------");
            }
            assertThat(store).isEqualTo(home.folder().resolve("ops-12345678").resolve("network.db"));
        }
    }

    @Test
    void theModesOfAFolderThatExistsAreLeftAlone() throws Exception {
        Path given = Files.createDirectory(folder.resolve("given"));
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-x---"));
        NodeHome.at(given, ANN).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(given)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void theNextNickStepsInWhileAHomeIsHeld() {
        try (NodeHome first = NodeHome.of(root, ANN);
                NodeHome second = NodeHome.of(root, ANN)) {
            assertThat(first.nick()).isEqualTo(ANN);
            assertThat(second.nick()).isEqualTo(new Nick("ann2"));
            assertThat(second.folder()).isEqualTo(root.home(new Nick("ann2")));
            first.close();
            try (NodeHome third = NodeHome.of(root, ANN)) {
                assertThat(third.nick()).isEqualTo(ANN);
                first.close(); // again: must not free what the third one holds
                try (NodeHome fourth = NodeHome.of(root, ANN)) {
                    assertThat(fourth.nick()).isEqualTo(new Nick("ann3"));
                }
            }
        }
    }

    @Test
    void steppingAsideEndsAfter64() {
        List<NodeHome> homes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            homes.add(NodeHome.of(root, ANN));
        }
        assertThat(homes.get(63).nick()).isEqualTo(new Nick("ann64"));
        assertThat(problemOf(() -> NodeHome.of(root, ANN))).isEqualTo(new Problem.HomeLocked(root.home(ANN)));
        homes.forEach(NodeHome::close);
    }

    @Test
    void aFolderNamedByAPersonIsNeverSteppedAsideFrom() {
        Path given = folder.resolve("a/b");
        try (NodeHome home = NodeHome.at(given, ANN)) {
            assertThat(home.folder()).isEqualTo(given);
            assertThat(problemOf(() -> NodeHome.at(given, ANN))).isEqualTo(new Problem.HomeLocked(given));
            Path detour = folder.resolve("a").resolve("..").resolve("a").resolve("b");
            assertThat(problemOf(() -> NodeHome.at(detour, ANN))).isInstanceOf(Problem.HomeLocked.class);
        }
        NodeHome.at(given, ANN).close();
    }

    @Test
    void theDirectorysHomeIsLockedLikewise() {
        try (DirectoryHome home = DirectoryHome.at(root.directory())) {
            assertThat(home.store()).isEqualTo(root.folder().resolve("nds").resolve("directory.db"));
            assertThat(problemOf(() -> DirectoryHome.at(root.directory())))
                    .isEqualTo(new Problem.HomeLocked(root.directory()));
        }
        DirectoryHome.at(root.directory()).close();
    }

    @Test
    void aHomeThatCannotBeMadeIsUnusable() throws Exception {
        Files.createFile(root.folder());
        assertThat(problemOf(() -> NodeHome.of(root, ANN))).isInstanceOf(Problem.StoreUnusable.class);
        assertThat(problemOf(() -> DirectoryHome.at(root.directory()))).isInstanceOf(Problem.StoreUnusable.class);
    }

    @Test
    void anotherProcessHoldsItsHomeUntilItIsKilled() throws Exception {
        Process child = ChildJvm.start(HoldForEver.class, root.home(ANN).toString());
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("held");
            assertThat(problemOf(() -> NodeHome.at(root.home(ANN), ANN))).isInstanceOf(Problem.HomeLocked.class);
            child.destroyForcibly().waitFor();
            NodeHome.at(root.home(ANN), ANN).close();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void nothingElseInThisProcessFreesAHeldHomeForOtherProcesses() throws Exception {
        NodeHome former = NodeHome.of(root, ANN);
        former.close();
        try (NodeHome home = NodeHome.of(root, ANN)) {
            former.close();
            assertThat(problemOf(() -> NodeHome.at(home.folder(), ANN))).isInstanceOf(Problem.HomeLocked.class);
            Process child = ChildJvm.start(HoldForEver.class, home.folder().toString());
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).isEqualTo("locked");
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
    }

    /** Says whether it got the home, and keeps it. */
    static final class HoldForEver {
        public static void main(String[] arguments) throws Exception {
            try (NodeHome home = NodeHome.at(Path.of(arguments[0]), ANN)) {
                ChildJvm.say("held");
                System.in.read();
                ChildJvm.say(home.nick());
            } catch (ProblemException locked) {
                ChildJvm.say("locked");
            }
        }
    }

    @Test
    void storesOfANameAreFoundTheOneUsedLastFirst() throws Exception {
        try (NodeHome home = NodeHome.of(root, ANN)) {
            assertThat(home.find(NAME)).isEmpty();
            Path old = store(home, NAME, 1, 1_000);
            Path recent = store(home, NAME, 2, 2_000);
            Path busy = store(home, NAME, 3, 500);
            Path journal = Files.createFile(busy.resolveSibling("network.db-wal"));
            Files.setLastModifiedTime(journal, FileTime.fromMillis(3_000));
            store(home, new NetworkName("ops-12345678"), 4, 4_000);
            store(home, new NetworkName("op"), 5, 5_000);
            home.store(NAME, id(6)); // made, never used
            assertThat(home.find(NAME)).containsExactly(busy, recent, old);
        }
        assertThat(NodeHome.find(root.home(ANN), NAME)).hasSize(3);
        assertThat(NodeHome.find(root.home(new Nick("bob")), NAME)).isEmpty();
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
