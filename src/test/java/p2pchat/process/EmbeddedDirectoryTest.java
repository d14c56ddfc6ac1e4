package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import p2pchat.model.Address;

/** The same command in each terminal and nothing else: whichever node finds no directory starts one (protocol 2.4). */
@Timeout(240)
@Tag("processes")
final class EmbeddedDirectoryTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();
    private final Address usual = Processes.freeAddress();

    @Test
    void groupSurvivesKillOfNodeWithDirectory() {
        RunningNode ann = node("ann");
        Event started = ann.await("a directory", EmbeddedDirectoryTest::startsDirectory);
        assertThat(started.text("address")).isEqualTo(usual.toString());
        ann.awaitGroup(1, Set.of(1));
        RunningNode bob = node("bob");
        bob.awaitGroup(1, Set.of(1, 2));
        bob.say("anyone hungry?");
        ann.awaitText("anyone hungry?");
        assertThat(bob.events()).noneMatch(EmbeddedDirectoryTest::startsDirectory);

        ann.kill(); // and with it the directory
        bob.awaitGroup(2, Set.of(2));
        bob.await("a directory", EmbeddedDirectoryTest::startsDirectory);
        bob.awaitState("the directory answers", state -> state.text("directory").equals("reachable"));

        RunningNode cem = node("cem", "--history", "9");
        cem.awaitGroup(2, Set.of(2, cem.id()));
        cem.say("me");
        bob.awaitText("me");
        cem.awaitText("anyone hungry?");
    }

    @Test
    void leavingLeaderHandsOverBeforeItsDirectoryEnds() {
        RunningNode ann = node("ann");
        ann.awaitGroup(1, Set.of(1));
        RunningNode bob = node("bob");
        bob.awaitGroup(1, Set.of(1, 2));

        ann.leave();
        assertThat(ann.exitCode()).isZero();
        assertThat(ann.process().err()).isEmpty();
        bob.await("a directory", EmbeddedDirectoryTest::startsDirectory);
        List<Event> before = bob.events().stream()
                .takeWhile(
                        event -> !event.is("state") || event.text("directory").equals("reachable"))
                .toList();
        assertThat(before)
                .as("before the directory ended")
                .anyMatch(event -> event.is("leader") && event.number("to") == 2);

        RunningNode again = node("ann");
        again.awaitGroup(2, Set.of(1, 2)); // with the old id: the records were kept
        again.say("back");
        bob.awaitText("back");
    }

    @Test
    @Tag("long")
    void oneNodeAtATimeRunsTheDirectory() {
        List<RunningNode> nodes = new ArrayList<>();
        for (String nick : List.of("ann", "bob", "cem", "dan", "eve")) {
            nodes.add(node(nick));
        }
        while (nodes.size() > 1) {
            List<RunningNode> living = List.copyOf(nodes);
            living.forEach(node -> node.awaitState(
                    "all " + living.size() + " have joined and reach the directory",
                    state -> state.nodes("members").size() == living.size()
                            && state.text("directory").equals("reachable")));
            List<RunningNode> hosts = living.stream()
                    .filter(node -> node.events().stream().anyMatch(EmbeddedDirectoryTest::startsDirectory))
                    .toList();
            assertThat(hosts).hasSize(1);
            hosts.get(0).kill();
            nodes.removeAll(hosts);
        }
    }

    private static boolean startsDirectory(Event event) {
        return event.is("directory") && event.text("change").equals("started");
    }

    /** Starts a node in the data folder that all share, like the terminals of one user. */
    private RunningNode node(String nick, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of("node", "-g", network, "-n", nick, "-o", "json"), Stream.of(more))
                .toList();
        return new RunningNode(processes.withUsualDirectory(nick, usual, arguments));
    }
}
