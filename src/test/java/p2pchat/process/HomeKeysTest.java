package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that a restarted node proves to be the same member, and that a copy of its home does not. */
@Timeout(240)
@Tag("processes")
final class HomeKeysTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();
    private Path annsHome;
    private Path bobsHome;
    private RunningNode ann;
    private RunningNode bob;

    /** Starts ann, who leads, and bob. */
    private void start(RunningDirectory directory) {
        annsHome = processes.newFolder("ann");
        bobsHome = processes.newFolder("bob");
        ann = processes.node(directory, network, "ann", annsHome);
        ann.hello();
        bob = processes.node(directory, network, "bob", bobsHome);
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
    }

    /** Without the directory and without any new call to bob, ann and bob know each other's keys from their stores. */
    @Test
    @Tag("long")
    void restartedMembersKnowEachOther() {
        RunningDirectory directory = processes.directory();
        start(directory);

        directory.kill();
        bob.kill();
        RunningNode bobAgain = processes.node(directory, network, "bob", bobsHome);
        List.of(ann, bobAgain).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        bobAgain.say("from bob again");
        ann.awaitText("from bob again");

        directory.restart();
        ann.kill();
        bobAgain.awaitGroup(2, Set.of(2));
        RunningNode annAgain = processes.node(directory, network, "ann", annsHome);
        List.of(annAgain, bobAgain).forEach(node -> node.awaitGroup(2, Set.of(1, 2)));
        annAgain.say("from ann again");
        bobAgain.awaitText("from ann again");
    }

    /** Both stop and start again, the member first. */
    @Test
    @Tag("long")
    void restartedGroupElectsItsMember() {
        RunningDirectory directory = processes.sharedDirectory();
        start(directory);
        ann.kill();
        bob.kill();

        RunningNode bobAgain = processes.node(directory, network, "bob", bobsHome);
        bobAgain.awaitGroup(2, Set.of(2));
        RunningNode annAgain = processes.node(directory, network, "ann", annsHome);
        List.of(annAgain, bobAgain).forEach(node -> node.awaitGroup(2, Set.of(1, 2)));
    }

    /** Attack 26: one key at two addresses. The first process stays, and the other one reports why it cannot join. */
    @Test
    void copyOfRunningHomeIsRefused() {
        RunningDirectory directory = processes.sharedDirectory();
        start(directory);
        Path copy = processes.newFolder("copy");
        copy(bobsHome, copy);

        RunningNode copied = processes.node(directory, network, "bob", copy);
        assertThat(copied.exitCode(Duration.ofMinutes(2))).isNotZero();
        assertThat(copied.process().transcript()).containsOnlyOnce("was the folder of its data copied?");
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        bob.say("I am the only one");
        ann.awaitText("I am the only one");
        ann.say("so you are");
        bob.awaitText("so you are");
    }

    /** The numbers of the new store are not mistaken for those of the deleted one. */
    @Test
    void nodeWithDeletedStoreIsNewMember() {
        RunningDirectory directory = processes.sharedDirectory();
        start(directory);
        bob.say("before");
        ann.awaitText("before");
        bob.kill();
        try (Stream<Path> files = Files.list(store(bobsHome))) {
            files.forEach(HomeKeysTest::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }

        RunningNode newBob = processes.node(directory, network, "bob", bobsHome, "--history", "9");
        assertThat(newBob.id()).isGreaterThan(2);
        newBob.awaitText("before");
        newBob.say("after");
        ann.awaitText("after");
    }

    /** A copied store is useless without the keys of its home. */
    @Test
    void storeOfOtherHomeIsRefused() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("owner");
        RunningNode owner = processes.node(directory, network, "bob", home);
        owner.hello();
        owner.leave();
        assertThat(owner.exitCode()).isZero();
        Path thief = processes.newFolder("thief");
        Path store = store(home);
        copy(store, thief.resolve(store.getFileName()));

        RunningNode stolen = processes.node(directory, network, "bob", thief);
        assertThat(stolen.exitCode()).isEqualTo(8);
        assertThat(stolen.process().transcript()).contains("the key of another person");
    }

    private Path store(Path home) {
        try (Stream<Path> children = Files.list(home)) {
            return children.filter(child -> child.getFileName().toString().startsWith(network + "-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) { // not the socket of send
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
