package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import p2pchat.model.Address;

/** Tests exit codes and their error messages (UX 4.3 and 4.4). ConversationTest tests code 6. */
@Tag("processes")
@Timeout(240)
final class ExitCodesTest {

    @RegisterExtension
    final Processes processes = new Processes();

    private final String network = Processes.newNetwork();

    @Test
    void helpExitsWithZero() {
        RunningProcess help = processes.start("help", List.of("--help"));

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(String.join("\n", help.out())).contains("Usage: p2p-chat");
    }

    @Test
    void unknownCommandExitsWithTwo() {
        RunningProcess slip = processes.start("nod", List.of("nod"));

        assertThat(slip.exitCode()).isEqualTo(2);
        assertThat(slip.out()).isEmpty();
        assertThat(slip.err()).containsExactly("p2p-chat: unknown command 'nod'", "  try:  p2p-chat node");
    }

    @Test
    void unreachableDirectoryExitsWithThree() {
        Address unused = Processes.freeAddress();
        RunningProcess node = processes.start("ann", List.of("node", "-g", network, "--nds", unused.toString()));
        RunningProcess list = processes.start("networks", List.of("networks", "--nds", unused.toString()));

        explains(node, 3, "cannot reach the directory at " + unused, "connection refused", "p2p-chat nds --listen");
        explains(list, 3, "cannot reach the directory at " + unused, "connection refused", "p2p-chat nds --listen");
    }

    /** It answers and leaves when told; {@code send} gives up (reliability F5). */
    @Test
    @Tag("long") // waits 30 s
    void formerMemberThatReachesNobodyExitsWithThree() {
        RunningDirectory directory = processes.directory();
        Path annHome = processes.newFolder("ann");
        Path bobHome = processes.newFolder("bob");
        RunningNode ann = processes.node(directory, network, "ann", annHome);
        ann.hello();
        RunningNode bob = processes.node(directory, network, "bob", bobHome);
        bob.hello();
        ann.say("before");
        bob.awaitText("before");
        List.of(ann, bob).forEach(RunningNode::kill);
        directory.kill();

        List<String> send =
                List.of("send", "-g", network, "--nds", directory.address().toString(), "hello");
        RunningProcess sent = processes.start(
                "send",
                Stream.concat(send.stream(), Stream.of("--data-dir", annHome.toString()))
                        .toList());
        RunningNode back = processes.node(directory, network, "bob", bobHome);
        back.await(
                "the state",
                event -> event.is("state") && event.text("directory").equals("unreachable"));
        assertThat(back.command("\"do\":\"history\"").toString()).contains("before");
        back.say("unheard");
        assertThat(back.command("\"do\":\"status\"").flag("ok")).isTrue();
        back.leave();
        assertThat(back.exitCode()).isEqualTo(6);
        assertThat(back.await("the reply of send", event -> event.is("reply") && !event.flag("ok"))
                        .number("code"))
                .isEqualTo(6);
        sent.exitCode(Duration.ofSeconds(90));
        explains(sent, 3, "cannot reach the directory at " + directory.address(), "no answer", "--nds");
    }

    @Test
    void missingOrExistingNetworkExitsWithFour() {
        RunningDirectory directory = processes.sharedDirectory();
        explains(node(directory, "ann", "--join"), 4, "there is no network " + network, "does not know it", "networks");

        processes.node(directory, network, "bob", "--create").hello();
        explains(node(directory, "ann", "--create"), 4, network + " already exists", "--create", "--join");
    }

    @Test
    @Tag("long")
    void reusedNetworkNameExitsWithFour() {
        RunningDirectory directory = processes.directory();
        Path home = processes.newFolder("ann");
        RunningNode ann = processes.node(directory, network, "ann", home);
        ann.hello();
        ann.leave();
        assertThat(ann.exitCode()).isZero();
        directory.kill();
        directory.restartEmpty();
        processes.node(directory, network, "bob").hello();

        RunningProcess again = node(directory, "ann", "--data-dir", home.toString());

        explains(again, 4, "the name " + network + " now belongs to another network", "has the log", "history");
    }

    @Test
    void portInUseExitsWithEight() {
        RunningDirectory directory = processes.sharedDirectory();
        String taken = directory.address().toString();

        explains(
                node(directory, "ann", "--listen", taken),
                8,
                "cannot listen on " + taken,
                "another process listens there",
                "--listen");
        RunningProcess second = processes.start(
                "nds2",
                List.of(
                        "nds",
                        "--listen",
                        taken,
                        "--data-dir",
                        processes.newFolder("nds").toString()));
        explains(second, 8, "cannot listen on " + taken, "another process listens there", "--listen");
    }

    @Test
    void folderInUseExitsWithEight() {
        RunningDirectory directory = processes.sharedDirectory();
        Path home = processes.newFolder("ann");
        processes.node(directory, network, "ann", home).hello();

        RunningProcess second = node(directory, "bob", "--data-dir", home.toString());

        explains(second, 8, "another process uses " + home, "only one process", "--data-dir");
    }

    @Test
    void fullDiskKeepsAcceptedMessagesAndExitsWithEight() throws Exception {
        Path disk = Files.createDirectory(processes.newFolder("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "p2p-chat-test", disk.toString()), "needs root");
        try {
            RunningDirectory directory = processes.sharedDirectory();
            Path home = disk.resolve("home");
            RunningNode ann = processes.node(directory, network, "ann", home);
            ann.hello();
            String large = "x".repeat(40_000);
            for (int i = 0; i < 60; i++) {
                ann.say(i + " " + large);
            }
            Event refusal = ann.await("a refusal", event -> event.is("reply") && !event.flag("ok"));
            assertThat(refusal.number("code")).isEqualTo(8);
            assertThat(refusal.text("what")).isEqualTo("the disk is full");
            ann.leave();
            ann.exitCode();
            List<String> accepted = ann.events().stream()
                    .filter(event -> event.is("reply") && event.has("id"))
                    .map(event -> event.text("id"))
                    .toList();
            assertThat(accepted).isNotEmpty();
            assertThat(logged(home)).containsAll(accepted);

            run("dd", "if=/dev/zero", "of=" + disk.resolve("filler"), "bs=4k");
            RunningProcess bob =
                    node(directory, "bob", "--data-dir", disk.resolve("another").toString());
            explains(bob, 8, "the disk is full", "cannot write to", "df -h");
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    private List<String> logged(Path home) {
        RunningProcess history = processes.start(
                "history", List.of("history", "-g", network, "--data-dir", home.toString(), "-n", "99", "-o", "json"));
        assertThat(history.exitCode()).isZero();
        return history.out().stream().map(line -> Event.of(line).text("id")).toList();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void closedOutputExitsWith141() throws Exception {
        RunningDirectory directory = processes.sharedDirectory();
        List<String> arguments = arguments(directory, "ann");
        RunningProcess ann = processes.started("ann", processes.builder(arguments), false);
        ann.process().getInputStream().close(); // as in a pipe into head

        assertThat(ann.exitCode()).isEqualTo(141);
        assertThat(ann.err()).isEmpty();
    }

    /** The JVM would read its own modules as input (public 12). */
    @Test
    void closedInputIsEndOfInput() {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode bob = processes.node(directory, network, "bob");
        bob.hello();
        List<String> arguments = arguments(directory, "ann", "-o", "plain");
        RunningProcess ann = processes.started("ann", redirected(arguments, "<&-"), true);

        assertThat(ann.exitCode()).isZero();
        assertThat(ann.err()).isEmpty();
        assertThat(bob.texts()).isEmpty();
    }

    @Test
    void lostOutputExitsWith141() {
        for (String closed : List.of(">&-", ">&- 2>&-")) {
            RunningProcess help = processes.started("help", redirected(List.of("--help"), closed), true);
            assertThat(help.exitCode()).isEqualTo(141);
            assertThat(help.err()).isEmpty();
        }
    }

    private ProcessBuilder redirected(List<String> arguments, String redirection) {
        ProcessBuilder direct = processes.builder(arguments);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh"));
        command.addAll(direct.command());
        return direct.command(command);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void signalLeavesNetworkAndExits(String signal, int code) {
        RunningDirectory directory = processes.sharedDirectory();
        RunningNode bob = processes.node(directory, network, "bob");
        bob.hello();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.awaitText(said(ann, "good bye"));
        ann.process().signal(signal);

        assertThat(ann.exitCode()).isEqualTo(code);
        assertThat(bob.await(
                                "ann leaves",
                                event -> event.is("member")
                                        && !event.text("change").equals("joined"))
                        .text("change"))
                .isEqualTo("left");
        assertThat(bob.texts()).containsExactly("good bye");
        assertThat(ann.process().err()).isEmpty();
    }

    private static String said(RunningNode node, String text) {
        node.say(text);
        return text;
    }

    private RunningProcess node(RunningDirectory directory, String nick, String... more) {
        return processes.start(nick, arguments(directory, nick, more));
    }

    private List<String> arguments(RunningDirectory directory, String nick, String... more) {
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

    /** Checks that an error says what, why and what to try, without a stack trace. */
    private static void explains(RunningProcess process, int code, String what, String why, String way) {
        assertThat(process.exitCode()).isEqualTo(code);
        List<String> err = process.err();
        assertThat(err).hasSizeGreaterThanOrEqualTo(3);
        assertThat(err.get(0)).startsWith("p2p-chat: ").contains(what);
        assertThat(err.get(1)).startsWith("  why:  ").contains(why);
        assertThat(err.get(2)).startsWith("  try:  ");
        assertThat(String.join("\n", err.subList(2, err.size()))).contains(way);
        assertThat(err).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
    }
}
