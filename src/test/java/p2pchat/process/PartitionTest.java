package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import p2pchat.model.Address;
import p2pchat.process.Namespaces.Machine;

/** Tests a directory and nodes in network namespaces, between which a router drops packets (H1, H2, H9). */
@Tag("long")
@Timeout(240)
final class PartitionTest {

    private static final int DIRECTORY_PORT = 24_000;

    /** Longer than all timeouts, checks and elections of the balanced profile. */
    private static final Duration QUIET = Duration.ofSeconds(8);

    @RegisterExtension
    @Order(1) // machines are removed after the processes
    final Namespaces network = new Namespaces();

    @RegisterExtension
    @Order(2)
    final Processes processes = new Processes();

    private Machine directoryAt;
    private Machine annAt;
    private Machine bobAt;
    private Machine catAt;
    private RunningDirectory directory;
    private String name;
    private RunningNode ann;
    private RunningNode bob;
    private RunningNode cat;

    @BeforeAll
    static void needsNamespaces() {
        assumeTrue(Namespaces.available(), "needs root and network namespaces");
    }

    @BeforeEach
    void meet() {
        directoryAt = network.machine();
        annAt = network.machine();
        bobAt = network.machine();
        catAt = network.machine();
        directory = processes.directory(directoryAt.within(), new Address(directoryAt.host(), DIRECTORY_PORT));
        name = Processes.newNetwork();
        ann = processes.node(annAt.within(), directory, name, "ann", processes.newFolder("ann"));
        ann.hello();
        bob = processes.node(bobAt.within(), directory, name, "bob", processes.newFolder("bob"));
        bob.hello();
        cat = processes.node(catAt.within(), directory, name, "cat", processes.newFolder("cat"));
        all().forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
        all().forEach(node -> node.say(node.nick() + " is here")); // open the streams before the cut
        all().forEach(node -> node.awaitTexts(3));
    }

    @Test
    void isolatedLeaderIsReplacedAndItsMessagesArrive() {
        Stream.of(directoryAt, bobAt, catAt).forEach(other -> network.cutBothWays(annAt, other));
        List.of(bob, cat).forEach(node -> node.awaitGroup(2, Set.of(2, 3)));
        ann.say("is anybody there?");
        cat.say("ann is gone");
        bob.awaitText("ann is gone");

        network.heal();
        all().forEach(node -> node.awaitGroup(2, Set.of(1, 2, 3)));
        assertAllHave("is anybody there?", "ann is gone");
    }

    /** The directory still reaches the leader, and compares how many members each side reaches. */
    @Test
    void leaderUnheardByMembersIsReplaced() {
        Stream.of(bobAt, catAt).forEach(other -> network.cut(annAt, other));
        int leader = bob.awaitState(
                        "bob or cat leads the two",
                        state -> state.nodes("members").size() == 2
                                && state.node("leader").filter(id -> id != 1).isPresent())
                .node("leader")
                .orElseThrow();
        cat.awaitGroup(leader, Set.of(2, 3));
        ann.say("why is there no answer?");
        bob.say("ann is silent");
        cat.awaitText("ann is silent");

        network.heal();
        all().forEach(node -> node.awaitGroup(leader, Set.of(1, 2, 3))); // the lead does not change again
        assertAllHave("why is there no answer?", "ann is silent");
    }

    /** As after a change of the wireless network (public 11). */
    @Test
    void memberAtNewAddressReturnsUnderItsId() {
        bobAt = network.move(bobAt);
        ann.say("where is bob?");
        bob.awaitText("where is bob?");
        bob.say("here");
        all().forEach(node -> node.awaitText("here"));
        all().forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
    }

    @Test
    void memberCutFromLeaderDoesNotDeposeIt() {
        List<Integer> marks = all().stream().map(RunningNode::mark).toList();
        network.cutBothWays(annAt, bobAt);
        ann.say("ann to bob");
        bob.say("bob to ann");
        cat.awaitTexts(5);
        cat.process()
                .never(
                        "a change of leader",
                        QUIET,
                        () -> !leaderChanges(cat, marks.get(2)).isEmpty());

        network.heal();
        all().forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3)));
        assertAllHave("ann to bob", "bob to ann");
        assertThat(leaderChanges(ann, marks.get(0))).isEmpty();
        assertThat(leaderChanges(cat, marks.get(2))).isEmpty();
        assertThat(bob.events().stream().skip(marks.get(1)).filter(event -> event.is("state")))
                .allSatisfy(state -> assertThat(state.node("leader").orElse(1)).isEqualTo(1));
    }

    /** The leader reaches both and relays. Each member reports the other as unreached until the link is healed. */
    @Test
    void membersReportEachOtherUnreachedUntilHealed() {
        List<Integer> marks = all().stream().map(RunningNode::mark).toList();
        network.cutBothWays(bobAt, catAt);
        cat.say("cat to bob");
        bob.awaitText("cat to bob");
        Event partly = cat.awaitState(
                "bob is not reached", state -> state.nodes("unreached").equals(List.of(2)));
        assertThat(partly.text("state")).isEqualTo("partial");
        assertThat(partly.nodes("members")).containsExactly(1, 2, 3);

        network.heal();
        cat.awaitState(
                "all are reached",
                state -> state.nodes("unreached").isEmpty()
                        && state.text("state").equals("connected"));
        assertThat(ann.events().stream().skip(marks.get(0)).filter(event -> event.is("state")))
                .as("ann always reaches both")
                .isEmpty();
        assertAllHave("cat to bob");
    }

    /** What the removed member wrote in the other half counts for nobody once the halves meet (attack 31). */
    @Test
    void memberRemovedInOtherHalfEndsWhenHealed() {
        assertThat(ann.command("\"do\":\"policy\",\"policy\":\"invite\"").flag("ok"))
                .isTrue();
        List.of(bob, cat).forEach(node -> node.await(node.nick() + " knows the policy", event -> event.is("policy")));
        Stream.of(directoryAt, annAt)
                .forEach(other -> Stream.of(bobAt, catAt).forEach(machine -> network.cutBothWays(other, machine)));
        ann.awaitGroup(1, Set.of(1));
        assertThat(ann.command("\"do\":\"kick\",\"nick\":\"cat\"").flag("ok")).isTrue();
        cat.say("cat in the other half");
        bob.awaitText("cat in the other half");
        bob.say("bob in the other half");
        cat.awaitText("bob in the other half");

        network.heal();
        assertThat(cat.exitCode()).isEqualTo(7);
        List.of(ann, bob)
                .forEach(node -> node.awaitState(
                        "cat is out",
                        state -> state.text("state").equals("connected")
                                && Set.copyOf(state.nodes("members")).equals(Set.of(1, 2))));
        ann.awaitText("bob in the other half");
        Event voided = bob.await("cat's message counts no more", event -> event.is("messages_voided"));
        assertThat(voided.text("nick")).isEqualTo("cat");
        bob.say("done");
        ann.awaitText("done");
        assertThat(ann.texts()).doesNotContain("cat in the other half");
    }

    /** The leader is killed while it relays 300 messages (M8). */
    @Test
    void relayedMessagesArriveOnceAfterKillOfLeader() {
        Machine danAt = network.machine();
        RunningNode dan = processes.node(danAt.within(), directory, name, "dan", processes.newFolder("dan"));
        List<RunningNode> group = List.of(ann, bob, cat, dan);
        group.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3, 4)));
        dan.say("dan is here");
        group.forEach(node -> node.awaitText("dan is here"));
        network.cutBothWays(catAt, danAt);

        List<String> said = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            said.add("line " + i);
            cat.say("line " + i);
        }
        cat.await(
                "the first is relayed",
                event -> event.is("delivery") && event.nodes("relayed").contains(4));
        ann.kill();
        said.add("ann is dead");
        cat.say("ann is dead");

        List<RunningNode> survivors = List.of(bob, cat, dan);
        survivors.forEach(node -> node.awaitGroup(2, Set.of(2, 3, 4)));
        survivors.forEach(node -> node.awaitText("ann is dead"));
        for (RunningNode node : survivors) {
            assertThat(node.texts())
                    .as(node.nick())
                    .filteredOn(text -> !text.endsWith("is here"))
                    .containsExactlyElementsOf(said);
        }
    }

    private static List<Event> leaderChanges(RunningNode node, int mark) {
        return node.events().stream()
                .skip(mark)
                .filter(event -> event.is("leader"))
                .toList();
    }

    /** Checks that each node shows each message exactly once, including new ones. */
    private void assertAllHave(String... duringTheCut) {
        all().forEach(node -> node.say(node.nick() + " is whole"));
        List<String> everything = Stream.concat(
                        all().stream().flatMap(node -> Stream.of(node.nick() + " is here", node.nick() + " is whole")),
                        Stream.of(duringTheCut))
                .toList();
        all().forEach(node -> everything.forEach(node::awaitText));
        all().forEach(node -> assertThat(node.texts()).containsExactlyInAnyOrderElementsOf(everything));
    }

    private List<RunningNode> all() {
        return List.of(ann, bob, cat);
    }
}
