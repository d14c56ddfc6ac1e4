package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(240)
@Tag("processes")
final class ConversationTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    @Test
    @Tag("long")
    void concurrentMessagesAreShownOnceInAuthorOrder() {
        RunningDirectory directory = processes.sharedDirectory();
        List<RunningNode> nodes = Stream.of("ann", "bob", "cat", "dan")
                .map(nick -> processes.node(directory, network, nick))
                .toList();
        assertThat(nodes.stream().map(RunningNode::id)).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(nodes.stream().filter(node -> node.hello().flag("created"))).hasSize(1);
        nodes.forEach(node -> node.awaitGroup(1, Set.of(1, 2, 3, 4)));

        List<String> said = new ArrayList<>();
        for (int i = 1; i <= 25; i++) {
            for (RunningNode node : nodes) {
                String text = node.nick() + " says " + i;
                said.add(text);
                node.say(text);
            }
        }
        nodes.forEach(node -> node.awaitTexts(100));
        nodes.forEach(node -> assertThat(node.delivered("r25").nodes("direct")).hasSize(3));

        nodes.forEach(node -> assertThat(node.texts()).containsExactlyInAnyOrderElementsOf(said));
        nodes.forEach(node -> nodes.forEach(author -> assertThat(ofAuthor(node.texts(), author.nick()))
                .containsExactlyElementsOf(ofAuthor(said, author.nick()))));
        nodes.forEach(RunningNode::leave);
        assertThat(nodes.stream().map(RunningNode::exitCode)).containsOnly(0);
        nodes.forEach(node -> assertThat(node.texts()).hasSize(100));
    }

    private static List<String> ofAuthor(List<String> texts, String nick) {
        return texts.stream().filter(text -> text.startsWith(nick + " ")).toList();
    }

    @Test
    void thousandPipedLinesArriveWithinFiveSeconds() {
        RunningDirectory directory = processes.sharedDirectory();
        List<RunningNode> readers = processes.group(directory, network, "ann", "bob");
        List<String> lines =
                IntStream.rangeClosed(1, 1_000).mapToObj(i -> "line " + i).toList();
        RunningProcess pipe = processes.start("cat", nodeArguments(directory, "cat"));
        long begun = System.nanoTime();
        pipe.type(String.join("\n", lines) + "\n");
        pipe.endInput();
        readers.forEach(reader -> reader.await("cat", event -> event.is("member")));
        long joined = System.nanoTime();
        readers.forEach(reader -> reader.awaitTexts(1_000));
        long arrived = System.nanoTime();

        System.out.printf(
                "1,000 piped lines: on two other nodes %d ms after the join, %d ms after the start%n",
                Duration.ofNanos(arrived - joined).toMillis(),
                Duration.ofNanos(arrived - begun).toMillis());
        assertThat(Duration.ofNanos(arrived - joined)).isLessThan(Duration.ofSeconds(5));
        assertThat(pipe.exitCode()).isZero();
        readers.forEach(reader ->
                reader.await("cat leaves", event -> event.text("change").equals("left")));
        readers.forEach(reader -> assertThat(reader.texts()).containsExactlyElementsOf(lines));
    }

    /** The author is alive and sends the newcomer the messages that the newcomer also fetches. */
    @Test
    @Tag("long")
    void newMemberIsShownRequestedHistory() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = processes.node(directory, network, "ann");
        List<String> lines =
                IntStream.rangeClosed(1, 2_000).mapToObj(i -> "line " + i).toList();
        for (int said = 500; said <= lines.size(); said += 500) { // at most 1,000 may be in flight
            lines.subList(said - 500, said).forEach(ann::say);
            ann.awaitTexts(said);
        }
        for (String nick : List.of("bob", "cat", "dan")) {
            List<String> all = ann.texts();
            RunningNode newcomer = processes.node(directory, network, nick, "--history", "5");
            newcomer.await("all", event -> event.is("sync") && event.number("have") == event.number("want"));
            String welcome = "welcome, " + nick;
            ann.say(welcome);
            ann.awaitText(welcome);
            newcomer.awaitText(welcome);
            Stream<String> newest = all.subList(all.size() - 5, all.size()).stream();
            assertThat(newcomer.texts())
                    .isEqualTo(Stream.concat(newest, Stream.of(welcome)).toList());
        }
    }

    @Test
    void pipeWithUndeliveredMessageExitsWithSix() {
        RunningDirectory directory = processes.sharedDirectory();
        List<RunningNode> group = processes.group(directory, network, "ann", "bob");
        RunningProcess pipe = processes.start("cat", nodeArguments(directory, "cat", "--wait", "2s"));
        group.forEach(node -> node.await("cat", event -> event.is("member")));
        group.get(1).freeze();
        pipe.type("is anybody here?\n");
        pipe.endInput();

        assertThat(pipe.exitCode()).isEqualTo(6);
        group.get(0).awaitText("is anybody here?");
    }

    @Test
    @Tag("long")
    void networkCanBeRejoinedAfterAllMembersLeave() {
        RunningDirectory directory = processes.sharedDirectory();
        List<RunningNode> group = processes.group(directory, network, "ann", "bob", "cat");
        RunningNode ann = group.get(0);
        RunningNode bob = group.get(1);
        RunningNode cat = group.get(2);

        bob.leave();
        assertThat(bob.exitCode()).isZero();
        ann.await("bob leaves", event -> isLeave(event, 2));
        cat.awaitGroup(1, Set.of(1, 3));
        assertThat(listed(directory))
                .hasValueSatisfying(listed -> assertThat(listed.node("leader")).contains(1));

        ann.leave();
        assertThat(ann.exitCode()).isZero();
        Event handover = cat.await("a new leader", event -> event.is("leader"));
        assertThat(handover.node("from")).contains(1);
        assertThat(handover.node("to")).contains(3);
        assertThat(handover.text("reason")).isEqualTo("left");
        cat.awaitGroup(3, Set.of(3));
        assertThat(listed(directory))
                .hasValueSatisfying(listed -> assertThat(listed.node("leader")).contains(3));

        cat.leave();
        assertThat(cat.exitCode()).isZero();
        assertThat(listed(directory))
                .hasValueSatisfying(listed -> assertThat(listed.has("leader")).isFalse());

        RunningNode dan = processes.node(directory, network, "dan", "--join");
        assertThat(dan.id()).isGreaterThan(3);
        dan.awaitGroup(dan.id(), Set.of(dan.id()));
    }

    private static boolean isLeave(Event event, int id) {
        return event.is("member") && event.text("change").equals("left") && event.number("id") == id;
    }

    @Test
    void logCanBeReadWhileNodeRuns() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", home);
        ann.hello();
        ann.awaitText(said(ann, "first"));
        ann.awaitText(said(ann, "second"));

        RunningProcess history = processes.start(
                "history", List.of("history", "-g", network, "--data-dir", home.toString(), "-o", "json"));

        assertThat(history.exitCode()).isZero();
        assertThat(history.out().stream().map(Event::of).map(event -> event.text("text")))
                .containsExactly("first", "second");
        ann.awaitText(said(ann, "third"));
    }

    private static String said(RunningNode node, String text) {
        node.say(text);
        return text;
    }

    /** A message in one network takes no sequence number of the other. */
    @Test
    void networksOfOneProcessHaveSeparateLogs() { // R12
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("ann");
        String other = Processes.newNetwork();
        RunningNode ann = inBoth(directory, home, other);
        assertThat(numbers(ann, List.of(network, other, network), "before ")).containsExactly(1L, 1L, 2L);
        ann.kill();

        RunningNode again = inBoth(directory, home, other);
        assertThat(numbers(again, List.of(other, network, other), "after ")).containsExactly(2L, 3L, 3L);
    }

    private RunningNode inBoth(RunningDirectory directory, Path home, String other) {
        RunningNode node = processes.node(directory, network, "ann", home);
        node.hello();
        node.command("\"do\":\"join\",\"network\":\"" + other + "\"");
        node.await(
                "ann is in both",
                event -> event.is("hello") && event.text("network").equals(other));
        return node;
    }

    private static List<Long> numbers(RunningNode node, List<String> networks, String text) {
        List<Long> numbers = new ArrayList<>();
        for (String where : networks) {
            String said = text + numbers.size();
            node.command("\"do\":\"send\",\"network\":\"" + where + "\",\"text\":\"" + said + "\"");
            Event shown = node.await(
                    said, event -> event.is("message") && event.text("text").equals(said));
            assertThat(shown.text("network")).isEqualTo(where);
            numbers.add(shown.number("seq"));
        }
        return numbers;
    }

    @Test
    @Tag("long")
    void nicksAreMadeUnique() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();
        RunningNode namesake = processes.node(directory, network, "ann");

        assertThat(namesake.nick()).isEqualTo("ann2");
        assertThat(namesake.await(
                                "members",
                                event ->
                                        event.is("state") && event.text("state").equals("connected"))
                        .nicks("members"))
                .containsExactly("ann", "ann2");

        RunningProcess first = processes.start("eve", nodeArguments(directory, "eve", "-o", "json"));
        new RunningNode(first).hello();
        RunningProcess second = processes.start("eve", nodeArguments(directory, "eve", "-o", "json"));
        assertThat(second.awaitErr("in use")).isEqualTo("the nick eve is in use on this machine; you are eve2");
        assertThat(new RunningNode(second).nick()).isEqualTo("eve2");
    }

    private Optional<Event> listed(RunningDirectory directory) {
        return processes.networks(directory).stream()
                .filter(listed -> listed.text("network").equals(network))
                .findFirst();
    }

    private List<String> nodeArguments(RunningDirectory directory, String nick, String... more) {
        return Stream.concat(
                        Stream.of(
                                "node",
                                "-g",
                                network,
                                "-n",
                                nick,
                                "--nds",
                                directory.address().toString()),
                        Stream.of(more))
                .toList();
    }
}
