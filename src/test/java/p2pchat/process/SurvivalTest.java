package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests groups whose members, leaders and directories are killed, frozen and restarted. */
@Timeout(240)
@Tag("processes")
final class SurvivalTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    @Test
    void lowestIdReplacesKilledLeader() { // R1
        RunningDirectory directory = processes.sharedDirectory();
        List<RunningNode> group = processes.group(directory, network, "ann", "bob", "cat", "dan");
        List<RunningNode> survivors = group.subList(1, 4);
        List<Integer> marks = survivors.stream().map(RunningNode::mark).toList();

        group.get(0).kill();
        String ref = group.get(3).say("ann is dead");

        survivors.forEach(node -> node.awaitText("ann is dead"));
        survivors.forEach(node -> node.awaitGroup(2, Set.of(2, 3, 4)));
        assertThat(group.get(3).delivered(ref).nodes("direct")).containsExactlyInAnyOrder(2, 3);
        for (int i = 0; i < survivors.size(); i++) {
            List<Event> changes = survivors.get(i).events().stream()
                    .skip(marks.get(i))
                    .filter(event -> event.is("leader"))
                    .toList();
            assertThat(changes).hasSize(1);
            assertThat(changes.get(0).node("to")).contains(2);
        }

        // the directory names the new leader, and the leader admits a member
        RunningNode eve = processes.node(directory, network, "eve", "--history", "9");
        assertThat(eve.id()).isGreaterThan(4);
        List<RunningNode> all =
                Stream.concat(survivors.stream(), Stream.of(eve)).toList();
        all.forEach(node -> node.awaitGroup(2, Set.of(2, 3, 4, eve.id())));
        assertThat(eve.delivered(eve.say("am I late?")).nodes("direct")).containsExactlyInAnyOrder(2, 3, 4);
        all.forEach(node -> node.awaitText("am I late?"));
        eve.awaitText("ann is dead");
    }

    /** The leader has no stream to a silent member, but notices the end of the member's own stream (H8). */
    @Test
    void killedSilentMemberIsDroppedAtOnce() {
        List<RunningNode> group = processes.group(processes.sharedDirectory(), network, "ann", "bob", "cat");
        RunningNode ann = group.get(0);
        group.get(2)
                .await( // the member opens its stream to the leader before that
                        "sync is complete", event -> event.is("sync") && event.number("have") == event.number("want"));
        int mark = ann.mark();
        long begun = System.nanoTime();

        group.get(2).kill();

        ann.awaitSince(mark, "cat is dropped", event -> event.text("change").equals("dropped"));
        Duration noticed = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf("killed silent member: dropped by the leader after %d ms%n", noticed.toMillis());
        assertThat(noticed).isLessThan(Duration.ofMillis(1_800));
    }

    @Test
    void frozenLeaderIsReplacedAndReturnsAsMember() {
        List<RunningNode> group = processes.group(processes.sharedDirectory(), network, "ann", "bob", "cat");
        RunningNode ann = group.get(0);
        RunningNode bob = group.get(1);
        RunningNode cat = group.get(2);

        ann.freeze();
        List.of(bob, cat).forEach(node -> node.awaitGroup(2, Set.of(2, 3)));
        cat.say("ann sleeps");
        bob.awaitText("ann sleeps");
        ann.thaw();

        group.forEach(node -> node.awaitGroup(2, Set.of(1, 2, 3)));
        ann.awaitText("ann sleeps");
        ann.say("I was away");
        group.forEach(node -> node.awaitText("I was away"));
        group.forEach(node -> assertThat(node.texts()).containsExactlyInAnyOrder("ann sleeps", "I was away"));
    }

    @Test
    void frozenMemberIsDroppedAndCatchesUp() {
        List<RunningNode> group = processes.group(processes.sharedDirectory(), network, "ann", "bob", "cat");
        RunningNode ann = group.get(0);
        RunningNode bob = group.get(1);
        RunningNode cat = group.get(2);
        bob.say("before");
        group.forEach(node -> node.awaitText("before"));

        cat.freeze();
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        ann.await(
                "cat is unreached before it is dropped",
                event -> event.text("state").equals("partial")
                        && event.nodes("unreached").equals(List.of(3)));
        assertThat(ann.await("cat is dropped", event -> event.text("change").equals("dropped"))
                        .number("id"))
                .isEqualTo(3);
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ann.say("ann " + i);
            bob.say("bob " + i);
            missed.addAll(List.of("ann " + i, "bob " + i));
        }
        List.of(ann, bob).forEach(node -> node.awaitTexts(41));
        cat.thaw();

        group.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
        cat.awaitTexts(41);
        ann.say("after");
        group.forEach(node -> node.awaitText("after"));
        missed.addAll(List.of("before", "after"));
        assertThat(cat.texts()).containsExactlyInAnyOrderElementsOf(missed);
        assertThat(cat.events().stream().filter(event -> event.is("hello"))).hasSize(1);
    }

    @Test
    void killedMemberReturnsWithIdAndLog() {
        RunningDirectory directory = processes.sharedDirectory();
        Path annsHome = processes.newFolder("ann");
        Path catsHome = processes.newFolder("cat");
        RunningNode ann = processes.node(directory, network, "ann", annsHome, "--listen", anyPort());
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob");
        bob.hello();
        RunningNode cat = processes.node(directory, network, "cat", catsHome, "--listen", anyPort());
        cat.hello();
        List.of(ann, bob, cat).forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
        Map<RunningNode, String> said = new LinkedHashMap<>();
        List.of(ann, bob, cat).forEach(node -> said.put(node, node.say(node.nick() + " was here")));
        said.forEach(RunningNode::delivered); // a member that dies before it acknowledges fails the delivery
        List.of(ann, bob, cat).forEach(node -> node.awaitTexts(3));

        ann.kill();
        cat.kill();
        bob.awaitGroup(2, Set.of(2));
        bob.say("alone");
        bob.awaitText("alone");
        RunningNode annAgain =
                processes.node(directory, network, "ann", annsHome, "--listen", anyPort(), "--history", "9");
        RunningNode catAgain =
                processes.node(directory, network, "cat", catsHome, "--listen", anyPort(), "--history", "9");

        assertThat(annAgain.id()).isEqualTo(1);
        assertThat(catAgain.id()).isEqualTo(3);
        assertThat(annAgain.hello().flag("returned")).isTrue();
        List<RunningNode> group = List.of(annAgain, bob, catAgain);
        group.forEach(node -> node.awaitGroup(2, Set.of(1, 2, 3)));
        List<Runnable> deliveries = new ArrayList<>();
        for (RunningNode node : group) {
            String ref = node.say(node.nick() + " is here");
            deliveries.add(() -> node.delivered(ref));
        }
        deliveries.forEach(Runnable::run); // a member that leaves before it acknowledges fails the delivery
        group.forEach(node -> node.awaitTexts(7));
        group.forEach(RunningNode::leave);
        assertThat(group.stream().map(RunningNode::exitCode)).containsOnly(0);
        group.forEach(node -> assertThat(node.texts())
                .containsExactlyInAnyOrder(
                        "ann was here",
                        "bob was here",
                        "cat was here",
                        "alone",
                        "ann is here",
                        "bob is here",
                        "cat is here"));
    }

    private static String anyPort() {
        return Processes.freeAddress().toString();
    }

    @Test
    void groupSurvivesDirectoryRestartAndLoss() { // R6
        RunningDirectory directory = processes.directory();
        List<RunningNode> group = processes.group(directory, network, "ann", "bob");
        RunningNode ann = group.get(0);
        RunningNode bob = group.get(1);

        directory.kill();
        ann.awaitState(
                "the directory is unreachable", state -> state.text("directory").equals("unreachable"));
        bob.say("who needs a directory?");
        ann.awaitText("who needs a directory?");
        directory.restart();
        ann.awaitState(
                "the directory is reachable", state -> state.text("directory").equals("reachable"));

        directory.kill();
        ann.awaitState(
                "the directory is unreachable", state -> state.text("directory").equals("unreachable"));
        directory.restartEmpty();
        ann.awaitState(
                "the directory is reachable", state -> state.text("directory").equals("reachable"));
        boolean restored = false; // shortly after the leader noticed the directory
        for (int tries = 0; !restored && tries < 20; tries++) {
            restored = processes.networks(directory).stream()
                    .anyMatch(row -> row.text("network").equals(network));
        }
        RunningNode cat = processes.node(directory, network, "cat", "--join");
        assertThat(cat.id()).isGreaterThan(2);
        List.of(ann, bob, cat).forEach(node -> node.awaitGroup(1, Set.of(1, 2, cat.id())));
        Event listed = processes.networks(directory).get(0);
        assertThat(listed.text("network")).isEqualTo(network);
        assertThat(listed.node("leader")).contains(1);
    }

    /** Neither ann nor the backup knows that bob led epoch 2. */
    @Test
    @Tag("long")
    void restoredDirectoryGrantsNoEpochTwice() { // H5, I7
        RunningDirectory directory = processes.directory();
        Path annsHome = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", annsHome);
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob");
        List.of(ann, bob).forEach(node -> node.awaitGroup(1, Set.of(1, 2)));
        directory.kill();
        Path copy = directory.backup();
        directory.restart();
        ann.kill();
        bob.awaitGroup(2, Set.of(2));
        bob.kill();
        directory.kill();

        directory.restartFrom(copy);
        RunningNode annAgain = processes.node(directory, network, "ann", annsHome);

        Event waits = annAgain.await("the reason for waiting", event -> event.is("error"));
        assertThat(waits.text("what")).contains("does not know the leader yet");
        assertThat(waits.text("why")).contains("up to 15 s");
        Event leads =
                annAgain.awaitState("ann leads", state -> state.node("leader").equals(Optional.of(1)));
        assertThat(leads.number("epoch")).isGreaterThan(1_000);
    }

    @Test
    void groupRecoversFromLossOfLeaderAndDirectory() {
        RunningDirectory directory = processes.directory();
        List<RunningNode> group = processes.group(directory, network, "ann", "bob", "cat");
        List<RunningNode> survivors = group.subList(1, 3);

        directory.kill();
        group.get(0).kill();
        survivors.forEach(node -> node.awaitState(
                "there is no leader and no directory",
                state -> state.text("directory").equals("unreachable") && !state.has("leader")));
        survivors.get(0).say("we still talk");
        survivors.forEach(node -> node.awaitText("we still talk"));
        survivors.forEach(
                node -> assertThat(node.state().orElseThrow().has("leader")).isFalse());
        directory.restart();

        // the first member to reach the directory does not wait for the other
        Event ledAgain = survivors.get(0).awaitState("there is a leader", state -> state.has("leader"));
        int leader = ledAgain.node("leader").orElseThrow();
        survivors.forEach(node -> node.awaitGroup(leader, Set.of(2, 3)));
        survivors.get(1).say("we are whole");
        survivors.forEach(node -> node.awaitText("we are whole"));
    }
}
