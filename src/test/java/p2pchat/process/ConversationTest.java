package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
final class ConversationTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    @Test
    void ofFourNodesThatTalkAtOnceEachShowsEachLineOnce() {
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
    void aThousandPipedLinesAreOnTwoOtherNodesWithinFiveSeconds() {
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
                "1 000 piped lines: on two other nodes %d ms after the join, %d ms after the start%n",
                Duration.ofNanos(arrived - joined).toMillis(),
                Duration.ofNanos(arrived - begun).toMillis());
        assertThat(Duration.ofNanos(arrived - joined)).isLessThan(Duration.ofSeconds(5));
        assertThat(pipe.exitCode()).isZero();
        readers.forEach(reader ->
                reader.await("cat leaves", event -> event.text("change").equals("left")));
        readers.forEach(reader -> assertThat(reader.texts()).containsExactlyElementsOf(lines));
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
