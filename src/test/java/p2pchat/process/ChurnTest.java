package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests that a group recovers from random faults, and that no accepted message is lost or duplicated. For one minute,
 * kills, freezes and restarts members and the directory at random ({@code -Dseed=N}), and sends a message after each.
 */
@Tag("long")
@Timeout(600)
final class ChurnTest {

    private static final Duration CHURN = Duration.ofMinutes(1);
    private static final List<String> NICKS = List.of("ann", "bob", "cat", "dan");

    @RegisterExtension
    final Processes processes = new Processes();

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final String network = Processes.newNetwork();
    private final List<Path> homes = new ArrayList<>();
    private final List<RunningNode> nodes = new ArrayList<>();
    private final Set<Integer> frozen = new TreeSet<>();
    private final List<String> said = new ArrayList<>();

    @Test
    void groupRecoversFromMinuteOfFaults() {
        System.out.println("churn: -Dseed=" + seed);
        RunningDirectory directory = processes.directory();
        for (String nick : NICKS) {
            homes.add(processes.newFolder(nick));
            nodes.add(start(directory, nodes.size()));
            nodes.get(nodes.size() - 1).hello();
        }
        long end = System.nanoTime() + CHURN.toNanos();
        while (System.nanoTime() < end) {
            int one = random.nextInt(NICKS.size());
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    nodes.get(one).kill();
                    frozen.remove(one);
                    nodes.set(one, start(directory, one));
                    nodes.get(one).hello();
                }
                case 2, 3 -> {
                    if (frozen.add(one)) {
                        nodes.get(one).freeze();
                    }
                }
                case 4 -> thawAll();
                default -> {
                    directory.kill();
                    directory.restart();
                }
            }
            if (frozen.size() == NICKS.size() - 1) {
                thawAll();
            }
            speak();
        }
        thawAll();

        nodes.forEach(node -> node.awaitState(
                "all have returned", state -> state.nodes("members").size() == NICKS.size() && state.has("leader")));
        int leader = nodes.get(0).state().orElseThrow().node("leader").orElseThrow();
        nodes.forEach(node -> node.awaitGroup(leader, Set.of(1, 2, 3, 4)));
        nodes.forEach(node -> node.say(node.nick() + " has said all")); // after all earlier messages
        nodes.forEach(node -> nodes.forEach(author -> node.awaitText(author.nick() + " has said all")));
        nodes.forEach(RunningNode::leave);
        nodes.forEach(node -> assertThat(node.exitCode()).isIn(0, 6)); // 6 if a frozen member got it late
        for (Path home : homes) {
            List<String> log = log(home);
            assertThat(log)
                    .as("seed %d, log of %s", seed, home)
                    .doesNotHaveDuplicates()
                    .containsAll(said);
        }
    }

    private RunningNode start(RunningDirectory directory, int index) {
        return processes.node(directory, network, NICKS.get(index), homes.get(index));
    }

    private void thawAll() {
        frozen.forEach(index -> nodes.get(index).thaw());
        frozen.clear();
    }

    /** Sends a message from a member that is not frozen, and waits until it is stored. */
    private void speak() {
        int speaker = random.nextInt(NICKS.size());
        while (frozen.contains(speaker)) {
            speaker = (speaker + 1) % NICKS.size();
        }
        RunningNode node = nodes.get(speaker);
        String text = NICKS.get(speaker) + " says " + said.size();
        String ref = node.say(text);
        node.await("the reply", event -> event.is("reply") && event.text("ref").equals(ref));
        said.add(text);
    }

    private List<String> log(Path home) {
        RunningProcess history = processes.start(
                "history",
                List.of("history", "-g", network, "--data-dir", home.toString(), "-n", "9999", "-o", "json"));
        assertThat(history.exitCode()).isZero();
        return history.out().stream().map(line -> Event.of(line).text("text")).toList();
    }
}
