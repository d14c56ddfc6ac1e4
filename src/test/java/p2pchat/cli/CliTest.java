package p2pchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import p2pchat.console.render.ColorMode;
import p2pchat.console.render.DisplayMode;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.render.Theme;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.console.terminal.EditingMode;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.node.NetworkSettings.Entry;
import p2pchat.node.TimingProfile;

class CliTest {

    private final Map<String, String> environment = new HashMap<>(Map.of("P2PCHAT_NICK", "ann"));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Object> called = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean interactive = true;
    private boolean errorsOnTerminal;

    @Test
    void theCommandsOfAChatAreListedForTheShellToo() {
        assertThat(run("help", "--commands", "--markdown")).isZero();
        assertThat(out.toString()).isEqualTo(p2pchat.console.input.SlashCommands.markdown());
    }

    @Test
    void withoutArgumentsThereIsHelpOnOneScreen() {
        assertThat(run()).isZero();
        assertThat(out.toString().lines().count()).isLessThanOrEqualTo(24);
        assertThat(out.toString()).startsWith("Usage: p2p-chat COMMAND");
    }

    @Test
    void everyHelpFitsEightyColumnsAndHasExamples() {
        for (String command : List.of("node", "send", "nds", "networks", "ls", "history", "why", "config")) {
            out.getBuffer().setLength(0);
            assertThat(run(command, "--help")).isZero();
            assertThat(out.toString().lines().mapToInt(String::length).max().orElseThrow())
                    .as(command)
                    .isLessThanOrEqualTo(80);
            assertThat(out.toString().lines().count()).as(command).isLessThanOrEqualTo(24);
            assertThat(out.toString()).contains("Examples:\n  p2p-chat ").startsWith("Usage: p2p-chat ");
            String shown = out.toString();
            out.getBuffer().setLength(0);
            assertThat(run("help", command)).isZero();
            assertThat(out.toString()).isEqualTo(shown);
        }
        assertThat(called).isEmpty();
    }

    @Test
    void theVersionIsTold() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).isEqualTo("p2p-chat 0.1.0\n");
    }

    @Test
    void aNodeNeedsAGroupAndNothingElse() {
        assertThat(run("node", "--group", "Lunch")).isZero();
        assertThat(called)
                .containsExactly(new NodeOptions(
                        new NetworkName("lunch"),
                        new Nick("ann"),
                        new Address("127.0.0.1", 4700),
                        false,
                        Entry.JOIN_OR_CREATE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        20,
                        false,
                        Duration.ofSeconds(10),
                        OutputFormat.HUMAN,
                        TimingProfile.BALANCED,
                        DisplayPreferences.NONE,
                        true));
    }

    @Test
    void everyOptionOfANodeArrives() {
        run(
                "node -g ops -n bob --nds 10.0.0.5:4700 --create --listen 0.0.0.0:0 --advertise [::1]:5000 --data-dir d "
                        + "--history 7 --paragraphs --wait 500ms --profile fast --ui reader --ascii --color never --theme safe --keys vi -o json",
                true);
        assertThat(called)
                .containsExactly(new NodeOptions(
                        new NetworkName("ops"),
                        new Nick("bob"),
                        new Address("10.0.0.5", 4700),
                        true,
                        Entry.ONLY_CREATE,
                        Optional.of(new Address("0.0.0.0", 0)),
                        Optional.of(new Address("::1", 5000)),
                        Optional.of(Path.of("d")),
                        7,
                        true,
                        Duration.ofMillis(500),
                        OutputFormat.JSON,
                        TimingProfile.FAST,
                        new DisplayPreferences(DisplayMode.READER, true, ColorMode.NEVER, Theme.SAFE, EditingMode.VI),
                        true));
    }

    @Test
    void theFlagBeatsTheEnvironmentAndTheEnvironmentTheDefault() {
        environment.putAll(Map.of(
                "P2PCHAT_GROUP", "ops",
                "P2PCHAT_NDS", "10.0.0.5:4700",
                "P2PCHAT_DATA", "/data",
                "P2PCHAT_OUTPUT", "plain"));
        run("node", "-n", "bob");
        NodeOptions node = (NodeOptions) called.get(0);
        assertThat(node.nick()).isEqualTo(new Nick("bob"));
        assertThat(node.group()).isEqualTo(new NetworkName("ops"));
        assertThat(node.directory()).isEqualTo(new Address("10.0.0.5", 4700));
        assertThat(node.directoryChosen())
                .as("chosen by the environment is chosen")
                .isTrue();
        assertThat(node.home()).contains(Path.of("/data"));
        assertThat(node.output()).isEqualTo(OutputFormat.PLAIN);
        environment.put("P2PCHAT_GROUP", "");
        assertThat(mistake("node")).as("empty is not set").contains("which network?");
    }

    @Test
    void whoeverReadsAPipeGetsRecordsUnlessToldOtherwise() {
        interactive = false;
        run("node", "-g", "a");
        run("node", "-g", "a", "-o", "human");
        run("node", "-g", "a", "-o", "json");
        assertThat(called)
                .extracting(options -> ((NodeOptions) options).output())
                .containsExactly(OutputFormat.PLAIN, OutputFormat.HUMAN, OutputFormat.JSON);
        assertThat(((NodeOptions) called.get(2)).history())
                .as("a program asks for history")
                .isZero();
    }

    @Test
    void aMessageIsSentAsItStands() {
        run("send", "-g", "ops", "the", "build", "is red");
        run("send", "-g", "ops", "-");
        run("send", "-g", "ops", "--", "-1 and counting");
        assertThat(called)
                .extracting(options -> ((SendOptions) options).text())
                .containsExactly(Optional.of("the build is red"), Optional.empty(), Optional.of("-1 and counting"));
        assertThat(called.get(0))
                .isEqualTo(new SendOptions(
                        new NetworkName("ops"),
                        Optional.of("the build is red"),
                        Duration.ofSeconds(10),
                        new SendOptions.Place(
                                new Nick("ann"),
                                Optional.empty(),
                                new Address("127.0.0.1", 4700),
                                Optional.empty(),
                                Optional.empty()),
                        TimingProfile.BALANCED,
                        OutputFormat.HUMAN,
                        true));
        assertThat(mistake("send", "-g", "ops"))
                .contains("there is nothing to send", "no TEXT was given", "p2p-chat send --group ops -");
        assertThat(mistake("send", "-g", "ops", "")).contains("TEXT is empty");
        assertThat(mistake("send", "hello")).contains("which network?");
    }

    @Test
    void everyOptionOfASendArrives() {
        environment.put("P2PCHAT_WAIT", "3s");
        run(
                "send -g ops -n bob --nds 10.0.0.5:4700 --listen 0.0.0.0:0 --advertise [::1]:5000 --data-dir d "
                        + "--profile fast -o json hi",
                true);
        assertThat(called)
                .containsExactly(new SendOptions(
                        new NetworkName("ops"),
                        Optional.of("hi"),
                        Duration.ofSeconds(3),
                        new SendOptions.Place(
                                new Nick("bob"),
                                Optional.of(Path.of("d")),
                                new Address("10.0.0.5", 4700),
                                Optional.of(new Address("0.0.0.0", 0)),
                                Optional.of(new Address("::1", 5000))),
                        TimingProfile.FAST,
                        OutputFormat.JSON,
                        true));
    }

    @Test
    void theOtherCommandsTakeTheirOptions() {
        run("nds");
        run("nds", "--listen", "0.0.0.0:1", "--http", "none", "--data-dir", "/nds");
        run("ls", "--nds", "h:1", "-o", "json");
        assertThat(called)
                .containsExactly(
                        new NdsOptions(new Address("127.0.0.1", 4700), Optional.empty()),
                        new NdsOptions(new Address("0.0.0.0", 1), Optional.of(Path.of("/nds"))),
                        new NetworksOptions(new Address("h", 1), OutputFormat.JSON));
    }

    @Test
    void aMissingGroupIsToldInThreeParts() {
        assertThat(run("node")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("""
                p2p-chat: which network?
                  why:  no --group was given, and P2PCHAT_GROUP is not set
                  try:  p2p-chat node --group lunch     join lunch, or start it
                        p2p-chat networks               see which there are
                """);
        assertThat(run("history")).isEqualTo(2);
    }

    @Test
    void slipsOfTheFingerAreCorrected() {
        assertThat(mistake("nod")).isEqualTo("p2p-chat: unknown command 'nod'\n  try:  p2p-chat node\n");
        assertThat(mistake("help", "nods")).contains("unknown command 'nods'", "try:  p2p-chat help nds");
        assertThat(mistake("node", "--grup", "lunch", "-n", "bob"))
                .isEqualTo("p2p-chat: unknown option '--grup'\n  try:  p2p-chat node --group lunch -n bob\n");
        assertThat(mistake("node", "--grup=lunch", "--data-dir", "a b"))
                .contains("try:  p2p-chat node --group=lunch --data-dir 'a b'");
        assertThat(mistake("banana")).contains("unknown command 'banana'", "p2p-chat --help");
        assertThat(called).isEmpty();
    }

    @Test
    void anOptionThatStandsBeforeItsCommandIsMovedBehindIt() {
        assertThat(mistake("-o", "plain", "networks")).isEqualTo("""
                p2p-chat: unknown option '-o'
                  why:  it belongs to networks, and stands after that
                  try:  p2p-chat networks -o plain
                """);
        assertThat(mistake("--nds=h:1", "ls", "-v")).contains("try:  p2p-chat ls -v --nds=h:1\n");
        assertThat(called).isEmpty();
    }

    @Test
    void whatAnOptionCannotBeIsToldWithTheReason() {
        assertThat(mistake("node", "-g", "a b"))
                .contains("--group cannot be 'a b'", "why:  a network's name has 1 to 32");
        assertThat(mistake("node", "-g", "a", "-n", "a b")).contains("--nick cannot be 'a b'", "why:  a nick has");
        assertThat(mistake("ls", "--nds", "x")).contains("--nds cannot be 'x'", "why:  'x' is not HOST:PORT");
        assertThat(mistake("node", "-g", "a", "--wait", "5")).contains("why:  a time is written");
        assertThat(mistake("node", "-g", "a", "-o", "xml")).contains("why:  it is one of human, plain, json");
        assertThat(mistake("node", "-g", "a", "--history", "x")).contains("why:  it is a whole number");
        assertThat(mistake("node", "-g", "a", "--history", "-1")).contains("why:  it is between 0 and 10000");
        assertThat(mistake("node", "-g", "a", "--join", "--create")).contains("exclude each other");
        assertThat(mistake("node", "-g")).contains("--group needs a value");
        assertThat(mistake("node", "-g", "a", "b")).contains("unexpected argument 'b'");
        assertThat(mistake("node", "-g", "a", "--advertise", "h:0")).contains("needs a port");
        assertThat(mistake("nds", "--http", "h:1")).contains("--http can only be none");
        environment.put("P2PCHAT_NDS", "x");
        assertThat(mistake("ls")).contains("P2PCHAT_NDS cannot be 'x'", "is not HOST:PORT");
        assertThat(called).isEmpty();
    }

    @Test
    void onATerminalTheFirstWordOfAMistakeIsRedAndNothingElse() {
        errorsOnTerminal = true;
        environment.put("TERM", "xterm");
        assertThat(mistake("nod"))
                .isEqualTo("\u001b[31mp2p-chat:\u001b[0m unknown command 'nod'\n  try:  p2p-chat node\n");
        assertThat(mistake("node", "--color", "never")).startsWith("p2p-chat: which network?\n");
        assertThat(mistake("node", "--theme=safe")).startsWith("\u001b[1;38;5;166mp2p-chat:\u001b[0m which");
        assertThat(mistake("node", "--ui", "plain")).as("no code at all").startsWith("p2p-chat: which");
        assertThat(mistake("node", "-o", "json")).startsWith("{\"v\":1,");
        environment.put("NO_COLOR", "1");
        assertThat(mistake("nod")).startsWith("p2p-chat: ");
        assertThat(mistake("node", "--color", "always")).startsWith("\u001b[31mp2p-chat:");
        environment.put("P2PCHAT_COLOR", "always");
        assertThat(mistake("nod")).startsWith("\u001b[31mp2p-chat:");
        errorsOnTerminal = false;
        assertThat(mistake("nod")).as("into a pipe too").startsWith("\u001b[31mp2p-chat:");
        environment.put("P2PCHAT_COLOR", "auto");
        environment.remove("NO_COLOR");
        assertThat(mistake("nod")).startsWith("p2p-chat: ");
    }

    @Test
    void aProgramGetsMistakesAsJson() {
        assertThat(mistake("node", "-o", "json", "--x")).startsWith("{\"v\":1,\"type\":\"error\",\"code\":2,");
        assertThat(mistake("node", "--output=json")).startsWith("{\"v\":1,");
        assertThat(mistake("node", "-ojson")).startsWith("{\"v\":1,");
        environment.put("P2PCHAT_OUTPUT", "json");
        assertThat(mistake("nod")).startsWith("{\"v\":1,");
        assertThat(mistake("node", "-o", "plain")).startsWith("p2p-chat: ");
    }

    @Test
    void aProblemIsToldWithItsCodeAndTheCommandAsItWasCalled() {
        Problem problem = new Problem.DirectoryUnreachable(new Address("127.0.0.1", 4700), "connection refused");
        failure = Optional.of(new CompletionException(new ProblemException(problem)));
        assertThat(run("node", "-g", "lunch")).isEqualTo(3);
        assertThat(err.toString())
                .contains("p2p-chat node --group lunch --nds HOST:PORT", "cannot reach the directory")
                .doesNotContain("\tat ");
        assertThat(run("send", "-g", "lunch", "it's", "ready")).isEqualTo(3);
        assertThat(err.toString()).contains("p2p-chat send --group lunch 'it'\\''s' ready --nds HOST:PORT");
        failure = Optional.of(new ProblemException(new Problem.HomeLocked(Path.of("/d"))));
        assertThat(run("nds")).isEqualTo(8);
        assertThat(err.toString()).contains("p2p-chat nds --data-dir DIR");
    }

    @Test
    void aBugNamesTheLogAndShowsItsTraceOnlyWhenAsked() {
        failure = Optional.of(new IllegalStateException("oops"));
        assertThat(run("nds")).isEqualTo(1);
        assertThat(err.toString()).contains("internal error", "tail -n 50 /log").doesNotContain("\tat ");
        assertThat(run("nds", "-v")).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: oops", "\tat ");
    }

    @Test
    void theCodeOfTheProgramIsTheExitCode() {
        environment.put("P2PCHAT_GROUP", "six");
        assertThat(run("node")).isEqualTo(6);
    }

    @Test
    void theLoginNameBecomesANick() {
        assertThat(NickOption.login("ann")).isEqualTo(new Nick("ann"));
        assertThat(NickOption.login("CORP\\ann smith")).isEqualTo(new Nick("CORPannsmith"));
        assertThat(NickOption.login("")).isEqualTo(new Nick("someone"));
        assertThat(NickOption.login("x".repeat(40)).value()).hasSize(24);
    }

    private String mistake(String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
        return err.toString();
    }

    private void run(String line, boolean succeeds) {
        assertThat(run(line.split(" ")) == 0).as(err.toString()).isEqualTo(succeeds);
    }

    private int run(String... arguments) {
        PrintWriter toOut = new PrintWriter(out, true);
        PrintWriter toErr = new PrintWriter(err, true);
        return new Cli(
                        new RecordedPrograms(this::call),
                        new Environment(environment, "/nobody"),
                        interactive,
                        Path.of("/log"),
                        toOut,
                        toErr,
                        () -> errorsOnTerminal)
                .run(arguments);
    }

    private int call(Object options) {
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        called.add(options);
        return options instanceof NodeOptions node && node.group().value().equals("six") ? 6 : 0;
    }
}
