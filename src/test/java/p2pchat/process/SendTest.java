package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the send command with real processes. */
@Timeout(240)
@Tag("processes")
final class SendTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    @Test
    void deliveredMessageExitsWithZero() {
        RunningDirectory directory = processes.sharedDirectory();
        List<RunningNode> group = processes.group(directory, network, "ann", "bob");

        RunningProcess sent = send(directory, "cat", "-o", "json", "the build", "is red");

        assertThat(sent.exitCode()).isZero();
        assertThat(sent.err()).isEmpty();
        Event delivery = Event.of(sent.out().get(0));
        assertThat(sent.out()).hasSize(1);
        assertThat(delivery.nodes("direct")).containsExactlyInAnyOrder(1, 2);
        assertThat(delivery.flag("final")).isTrue();
        for (RunningNode node : group) {
            assertThat(node.texts()).containsExactly("the build is red");
            node.leave();
            assertThat(node.exitCode()).isZero();
            assertThat(node.events())
                    .as("cat comes and goes unannounced")
                    .noneMatch(event -> event.is("member") && event.number("id") == 3);
        }
    }

    @Test
    void pipeIsOneMessage() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();

        RunningProcess sent = send(directory, "cat", "-");
        sent.type("two\r\n\n  lines\n\n");
        sent.endInput();

        assertThat(sent.exitCode()).isZero();
        assertThat(sent.out()).singleElement().asString().matches("ann\tdirect\t\\d+");
        assertThat(ann.texts()).containsExactly("two\n\n  lines");
    }

    @Test
    void undeliveredMessageExitsWithSixAndNamesMember() { // R7
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();
        String elsewhere = Processes.freeAddress().toString(); // bob reaches the others, but they do not reach bob
        RunningNode bob = processes.node(directory, network, "bob", "--advertise", elsewhere);
        bob.hello();

        RunningProcess sent = send(directory, "cat", "-o", "human", "--wait", "1s", "anybody?");

        assertThat(sent.exitCode()).isEqualTo(6);
        assertThat(sent.out()).hasSize(2).anyMatch(line -> line.startsWith("ann  has it, after "));
        assertThat(sent.err().get(0)).isEqualTo("p2p-chat: bob does not have the message yet");
        assertThat(sent.err().get(1)).startsWith("  why:  bob ").endsWith("; ann has it and will pass it on");
        assertThat(sent.err().get(2))
                .startsWith("  try:  p2p-chat node --group " + network + " --nick cat --data-dir ");
        ann.awaitText("anybody?");
        bob.awaitText("anybody?");
    }

    /** The group sees no join or leave, and the message is shown as its user's (newcomer 10). */
    @Test
    void sendsThroughRunningNodeOfSameUser() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", home);
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob");
        bob.hello();
        ann.await("bob", event -> event.is("member"));

        RunningProcess sent = send(directory, "ann", home, "hi");

        assertThat(sent.exitCode()).isZero();
        assertThat(sent.err()).isEmpty();
        assertThat(sent.out()).singleElement().asString().matches("bob\\tdirect\\t\\d+");
        assertThat(bob.await("hi", event -> event.is("message")).inside("from").text("nick"))
                .isEqualTo("ann");
        assertThat(ann.await("hi", event -> event.is("message")).flag("own")).isTrue();
    }

    @Test
    void nextNickIsUsedIfFolderIsInUse() {
        RunningDirectory directory = processes.sharedDirectory();
        String other = Processes.newNetwork();
        RunningNode ann = new RunningNode(processes.start(
                "ann",
                List.of(
                        "node",
                        "-g",
                        other,
                        "-n",
                        "ann",
                        "--nds",
                        directory.address().toString(),
                        "-o",
                        "json")));
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob");
        bob.hello();

        RunningProcess sent = processes.start(
                "send",
                List.of(
                        "send",
                        "-g",
                        network,
                        "-n",
                        "ann",
                        "--nds",
                        directory.address().toString(),
                        "hi"));

        assertThat(sent.exitCode()).isZero();
        assertThat(sent.err()).containsExactly("the nick ann is in use on this machine; you are ann2");
        assertThat(bob.await("hi", event -> event.is("message")).inside("from").text("nick"))
                .isEqualTo("ann2");
    }

    @Test
    void namedFolderInUseExitsWithEight() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("ann");
        processes.node(directory, Processes.newNetwork(), "ann", home).hello();

        RunningProcess sent = send(directory, "ann", home, "hi");

        assertThat(sent.exitCode()).isEqualTo(8);
        assertThat(sent.err().get(0)).isEqualTo("p2p-chat: another process uses " + home);
    }

    @Test
    void sendCreatesNoNetwork() {
        RunningDirectory directory = processes.sharedDirectory();

        RunningProcess sent = send(directory, "cat", "hi");

        assertThat(sent.exitCode()).isEqualTo(4);
        assertThat(sent.err().get(0)).isEqualTo("p2p-chat: there is no network " + network);
        assertThat(processes.networks(directory))
                .noneMatch(listed -> listed.text("network").equals(network));
    }

    @Test
    void invalidTextIsRefused() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningProcess nothing = send(directory, "cat", "-");
        nothing.type("\n\n");
        nothing.endInput();
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err().get(0)).isEqualTo("p2p-chat: nothing to send");

        RunningProcess endless = send(directory, "cat", "-o", "json", "-");
        endless.type("x".repeat(70_000));
        endless.endInput();
        assertThat(endless.exitCode()).isEqualTo(6);
        assertThat(Event.of(endless.err().get(0)).text("what")).isEqualTo("the text is too long for a message");
    }

    @Test
    @Tag("long")
    void whyReportsHoldersAfterRestart() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("cat");
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();
        RunningProcess sent = send(directory, "cat", home, "-o", "json", "one");
        assertThat(sent.exitCode()).isZero();
        String id = Event.of(sent.out().get(0)).text("id");

        RunningNode cat = processes.node(directory, network, "cat", home);
        cat.awaitGroup(1, Set.of(1, cat.id()));
        Event earlier = cat.command("\"do\":\"why\",\"id\":\"" + id + "\"");
        assertThat(earlier.has("delivery")).isFalse();
        assertThat(earlier.nodes("holders")).containsExactly(1);
        Event theirs = ann.command("\"do\":\"why\",\"id\":\"" + id + "\"");
        assertThat(theirs.flag("ok")).isTrue();
        assertThat(theirs.has("holders")).isFalse();

        String now = cat.delivered(cat.say("two")).text("id");
        Event followed = cat.command("\"do\":\"why\",\"id\":\"" + now + "\"");
        assertThat(followed.inside("delivery").nodes("direct")).containsExactly(1);
        Event known = cat.command("\"do\":\"info\",\"id\":\"" + now + "\"");
        assertThat(known.inside("clock").number(Integer.toString(cat.id()))).isEqualTo(2);
        assertThat(known.flag("clockWhole")).isTrue();
        Event status = cat.command("\"do\":\"status\"");
        assertThat(status.number("others")).isEqualTo(1);
    }

    private RunningProcess send(RunningDirectory directory, String nick, String... more) {
        return send(directory, nick, processes.newFolder(nick), more);
    }

    private RunningProcess send(RunningDirectory directory, String nick, Path home, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "send",
                                "-g",
                                network,
                                "-n",
                                nick,
                                "--nds",
                                directory.address().toString()),
                        Stream.concat(Stream.of("--data-dir", home.toString()), Stream.of(more)))
                .toList();
        return processes.start("send", arguments);
    }
}
