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
import p2pchat.model.AdmissionPolicy;
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
    void helpListsSlashCommands() {
        assertThat(run("help", "--commands", "--markdown")).isZero();
        assertThat(out.toString()).isEqualTo(p2pchat.console.input.SlashCommands.markdown());
    }

    @Test
    void showsHelpOnOneScreenWithoutArguments() {
        assertThat(run()).isZero();
        assertThat(out.toString().lines().count()).isLessThanOrEqualTo(24);
        assertThat(out.toString()).startsWith("Usage: p2p-chat COMMAND");
    }

    @Test
    void helpFitsTerminalAndHasExamples() {
        for (String command : List.of(
                "node", "join", "send", "nds", "networks", "ls", "history", "verify", "why", "identity", "config")) {
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
    void printsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).isEqualTo("p2p-chat 0.1.0\n");
    }

    @Test
    void nodeRequiresOnlyGroup() {
        assertThat(run("node", "--group", "Lunch")).isZero();
        assertThat(called)
                .containsExactly(new NodeOptions(
                        new MemberOptions(
                                new NetworkName("lunch"),
                                new Nick("ann"),
                                Optional.empty(),
                                IdentityOptions.DEFAULT,
                                new Address("127.0.0.1", 4700),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                TimingProfile.BALANCED,
                                Duration.ofSeconds(10),
                                OutputFormat.HUMAN,
                                true),
                        Entry.JOIN_OR_CREATE,
                        20,
                        false,
                        DisplayPreferences.DEFAULT,
                        AdmissionPolicy.OPEN,
                        Optional.empty()));
    }

    /** Attack 46: a link or a spoken code among the arguments. Nothing of it is repeated. */
    @Test
    void secretArgumentIsRefusedWithoutRepeatingIt() {
        String link = "p2p-chat://10.0.0.5:4700/lunch#AQEBsecret";
        String code = "0123-4567-89ab-cdef-g";
        for (List<String> arguments : List.of(
                List.of("join", link),
                List.of("join", code),
                List.of("join", "0123456789abcdefg"),
                List.of("join", "0123 4567 89ab cdef g"),
                List.of("join", "0123-4567"),
                List.of("node", "--invite", link),
                List.of("node", "--invite=" + code),
                List.of("join", "-", "--group", link),
                List.of("send", "-g", "ops", "come: " + link),
                List.of(link))) {
            err.getBuffer().setLength(0);

            assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);

            assertThat(err.toString())
                    .as(arguments.toString())
                    .contains("an invitation must not be an argument", "history", "p2p-chat join -")
                    .doesNotContain("secret", "4567");
        }
        assertThat(called).isEmpty();
        assertThat(run("send", "-g", "ops", "text with four word in it")).isZero();
    }

    @Test
    void joinReadsTheInvitationBeforeItStarts() {
        assertThat(run("join", "-", "-g", "lunch")).isZero();
        assertThat(run("join", "--invite", "file", "-g", "lunch")).isZero();
        assertThat(run("node", "--invite", "file", "-g", "lunch")).isZero();

        assertThat(called.stream().filter(String.class::isInstance))
                .containsExactly("invitation from -", "invitation from file", "invitation from file");
        assertThat(called.stream().filter(NodeOptions.class::isInstance).map(NodeOptions.class::cast))
                .hasSize(3)
                .allMatch(options ->
                        options.entry() == Entry.ONLY_JOIN && options.invite().isPresent());
    }

    @Test
    void spokenCodeNeedsTheNetwork() {
        assertThat(run("join", "-")).isEqualTo(2);

        assertThat(err.toString()).contains("no network given", "join lunch with a spoken code");
    }

    @Test
    void policyIsOfNewNetworksOnly() {
        assertThat(run("node", "-g", "lunch", "--policy", "invite")).isEqualTo(2);
        assertThat(err.toString()).contains("--policy needs --create", "--create --policy invite");

        assertThat(run("node", "-g", "lunch", "--create", "--policy", "invite")).isZero();
        assertThat(called.stream().map(NodeOptions.class::cast).map(NodeOptions::policy))
                .containsExactly(AdmissionPolicy.INVITE);
    }

    @Test
    void parsesAllNodeOptions() {
        run(
                "node -g ops -n bob --nds 10.0.0.5:4700 --create --listen 0.0.0.0:0 --advertise [::1]:5000 --data-dir d "
                        + "--history 7 --paragraphs --wait 500ms --profile fast --ui reader --ascii --color never --theme safe --keys vi -o json",
                true);
        assertThat(called)
                .containsExactly(new NodeOptions(
                        new MemberOptions(
                                new NetworkName("ops"),
                                new Nick("bob"),
                                Optional.of(Path.of("d")),
                                IdentityOptions.DEFAULT,
                                new Address("10.0.0.5", 4700),
                                true,
                                Optional.of(new Address("0.0.0.0", 0)),
                                Optional.of(new Address("::1", 5000)),
                                TimingProfile.FAST,
                                Duration.ofMillis(500),
                                OutputFormat.JSON,
                                true),
                        Entry.ONLY_CREATE,
                        7,
                        true,
                        new DisplayPreferences(DisplayMode.READER, true, ColorMode.NEVER, Theme.SAFE, EditingMode.VI),
                        AdmissionPolicy.OPEN,
                        Optional.empty()));
    }

    @Test
    void optionOverridesVariableOverridesDefault() {
        environment.putAll(Map.of(
                "P2PCHAT_GROUP", "ops",
                "P2PCHAT_NDS", "10.0.0.5:4700",
                "P2PCHAT_DATA", "/data",
                "P2PCHAT_OUTPUT", "plain"));
        run("node", "-n", "bob");
        MemberOptions node = ((NodeOptions) called.get(0)).member();
        assertThat(node.nick()).isEqualTo(new Nick("bob"));
        assertThat(node.group()).isEqualTo(new NetworkName("ops"));
        assertThat(node.directory()).isEqualTo(new Address("10.0.0.5", 4700));
        assertThat(node.directoryNamed()).as("named by a variable").isTrue();
        assertThat(node.home()).contains(Path.of("/data"));
        assertThat(node.output()).isEqualTo(OutputFormat.PLAIN);
        environment.put("P2PCHAT_GROUP", "");
        assertThat(error("node")).as("an empty variable is unset").contains("no network given");
    }

    @Test
    void pipeGetsPlainRecordsByDefault() {
        interactive = false;
        run("node", "-g", "a");
        run("node", "-g", "a", "-o", "human");
        run("node", "-g", "a", "-o", "json");
        assertThat(called)
                .extracting(options -> ((NodeOptions) options).member().output())
                .containsExactly(OutputFormat.PLAIN, OutputFormat.HUMAN, OutputFormat.JSON);
        assertThat(((NodeOptions) called.get(2)).history())
                .as("programs request history")
                .isZero();
    }

    @Test
    void sendJoinsWordsOfText() {
        run("send", "-g", "ops", "the", "build", "is red");
        run("send", "-g", "ops", "-");
        run("send", "-g", "ops", "--", "-1 and counting");
        assertThat(called)
                .extracting(options -> ((SendOptions) options).text())
                .containsExactly(Optional.of("the build is red"), Optional.empty(), Optional.of("-1 and counting"));
        assertThat(called.get(0))
                .isEqualTo(new SendOptions(
                        new MemberOptions(
                                new NetworkName("ops"),
                                new Nick("ann"),
                                Optional.empty(),
                                IdentityOptions.DEFAULT,
                                new Address("127.0.0.1", 4700),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                TimingProfile.BALANCED,
                                Duration.ofSeconds(10),
                                OutputFormat.HUMAN,
                                true),
                        Optional.of("the build is red")));
        assertThat(error("send", "-g", "ops"))
                .contains("nothing to send", "no TEXT given", "p2p-chat send --group ops -");
        assertThat(error("send", "-g", "ops", "")).contains("TEXT is empty");
        assertThat(error("send", "hello")).contains("no network given");
    }

    @Test
    void parsesAllSendOptions() {
        environment.put("P2PCHAT_WAIT", "3s");
        run(
                "send -g ops -n bob --nds 10.0.0.5:4700 --listen 0.0.0.0:0 --advertise [::1]:5000 --data-dir d "
                        + "--profile fast -o json hi",
                true);
        assertThat(called)
                .containsExactly(new SendOptions(
                        new MemberOptions(
                                new NetworkName("ops"),
                                new Nick("bob"),
                                Optional.of(Path.of("d")),
                                IdentityOptions.DEFAULT,
                                new Address("10.0.0.5", 4700),
                                true,
                                Optional.of(new Address("0.0.0.0", 0)),
                                Optional.of(new Address("::1", 5000)),
                                TimingProfile.FAST,
                                Duration.ofSeconds(3),
                                OutputFormat.JSON,
                                true),
                        Optional.of("hi")));
    }

    @Test
    void parsesDirectoryAndListOptions() {
        run("nds");
        run("nds", "--listen", "0.0.0.0:1", "--data-dir", "/nds");
        run("ls", "--nds", "h:1", "-o", "json");
        run("nds", "show-key", "--data-dir", "/nds");
        run("nds", "trust", "h:1", "--yes");
        assertThat(called)
                .containsExactly(
                        List.of(new Address("127.0.0.1", 4700), Optional.empty()),
                        List.of(new Address("0.0.0.0", 1), Optional.of(Path.of("/nds"))),
                        List.of(new Address("h", 1), OutputFormat.JSON),
                        List.of("show-key", Optional.of(Path.of("/nds"))),
                        new TrustOptions(new Address("h", 1), true, true));
    }

    @Test
    void explainsMissingGroup() {
        assertThat(run("node")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("""
                p2p-chat: no network given
                  why:  there is no --group option, and P2PCHAT_GROUP is not set
                  try:  p2p-chat node --group lunch     join lunch, or create it
                        p2p-chat networks               list the networks
                """);
        assertThat(run("history")).isEqualTo(2);
    }

    @Test
    void suggestsCorrectedCommandLine() {
        assertThat(error("nod")).isEqualTo("p2p-chat: unknown command 'nod'\n  try:  p2p-chat node\n");
        assertThat(error("help", "nods")).contains("unknown command 'nods'", "try:  p2p-chat help nds");
        assertThat(error("node", "--grup", "lunch", "-n", "bob"))
                .isEqualTo("p2p-chat: unknown option '--grup'\n  try:  p2p-chat node --group lunch -n bob\n");
        assertThat(error("node", "--grup=lunch", "--data-dir", "a b"))
                .contains("try:  p2p-chat node --group=lunch --data-dir 'a b'");
        assertThat(error("banana")).contains("unknown command 'banana'", "p2p-chat --help");
        assertThat(called).isEmpty();
    }

    @Test
    void movesMisplacedOptionBehindCommand() {
        assertThat(error("-o", "plain", "networks")).isEqualTo("""
                p2p-chat: unknown option '-o'
                  why:  it is an option of networks and must follow it
                  try:  p2p-chat networks -o plain
                """);
        assertThat(error("--nds=h:1", "ls", "-v")).contains("try:  p2p-chat ls -v --nds=h:1\n");
        assertThat(called).isEmpty();
    }

    @Test
    void explainsInvalidValues() {
        assertThat(error("node", "-g", "a b"))
                .contains("invalid value for --group: 'a b'", "why:  a network name has 1 to 32");
        assertThat(error("node", "-g", "a", "-n", "a b"))
                .contains("invalid value for --nick: 'a b'", "why:  a nick has");
        assertThat(error("ls", "--nds", "x")).contains("invalid value for --nds: 'x'", "why:  'x' is not HOST:PORT");
        assertThat(error("node", "-g", "a", "--wait", "5")).contains("why:  expected a duration such as 500ms");
        assertThat(error("node", "-g", "a", "-o", "xml")).contains("why:  expected human, plain or json");
        assertThat(error("node", "-g", "a", "--history", "x")).contains("why:  expected a whole number");
        assertThat(error("node", "-g", "a", "--history", "-1"))
                .contains("invalid value for --history: -1", "why:  expected a number from 0 to 10,000");
        assertThat(error("node", "-g", "a", "--join", "--create")).contains("cannot be used together");
        assertThat(error("node", "-g")).contains("missing value for --group");
        assertThat(error("node", "-g", "a", "b")).contains("unexpected argument 'b'");
        assertThat(error("node", "-g", "a", "--advertise", "h:0")).contains("needs a port");
        assertThat(error("why", "banana", "-g", "a")).contains("invalid argument 'banana'", "why:  expected leader");
        environment.put("P2PCHAT_NDS", "x");
        assertThat(error("ls")).contains("invalid value for P2PCHAT_NDS: 'x'", "is not HOST:PORT");
        assertThat(called).isEmpty();
    }

    @Test
    void colorsOnlyFirstWordOfErrors() {
        errorsOnTerminal = true;
        environment.put("TERM", "xterm");
        assertThat(error("nod"))
                .isEqualTo("\u001b[31mp2p-chat:\u001b[0m unknown command 'nod'\n  try:  p2p-chat node\n");
        assertThat(error("node", "--color", "never")).startsWith("p2p-chat: no network given\n");
        assertThat(error("node", "--theme=safe")).startsWith("\u001b[1;38;5;166mp2p-chat:\u001b[0m no network given");
        assertThat(error("node", "--ui", "plain"))
                .as("without escape sequences")
                .startsWith("p2p-chat: no network given");
        assertThat(error("node", "-o", "json")).startsWith("{\"v\":1,");
        environment.put("NO_COLOR", "1");
        assertThat(error("nod")).startsWith("p2p-chat: ");
        assertThat(error("node", "--color", "always")).startsWith("\u001b[31mp2p-chat:");
        environment.put("P2PCHAT_COLOR", "always");
        assertThat(error("nod")).startsWith("\u001b[31mp2p-chat:");
        errorsOnTerminal = false;
        assertThat(error("nod")).as("even in a pipe").startsWith("\u001b[31mp2p-chat:");
        environment.put("P2PCHAT_COLOR", "auto");
        environment.remove("NO_COLOR");
        assertThat(error("nod")).startsWith("p2p-chat: ");
    }

    @Test
    void printsErrorsAsJsonForPrograms() {
        assertThat(error("node", "-o", "json", "--x")).startsWith("{\"v\":1,\"type\":\"error\",\"code\":2,");
        assertThat(error("node", "--output=json")).startsWith("{\"v\":1,");
        assertThat(error("node", "-ojson")).startsWith("{\"v\":1,");
        environment.put("P2PCHAT_OUTPUT", "json");
        assertThat(error("nod")).startsWith("{\"v\":1,");
        assertThat(error("node", "-o", "plain")).startsWith("p2p-chat: ");
    }

    @Test
    void explainsProblemWithExitCodeAndCommand() {
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
    void internalErrorShowsTraceOnlyIfVerbose() {
        failure = Optional.of(new IllegalStateException("oops"));
        assertThat(run("nds")).isEqualTo(1);
        assertThat(err.toString()).contains("internal error", "tail -n 50 /log").doesNotContain("\tat ");
        assertThat(run("nds", "-v")).isEqualTo(1);
        assertThat(err.toString()).contains("IllegalStateException: oops", "\tat ");
    }

    @Test
    void returnsExitCodeOfProgram() {
        environment.put("P2PCHAT_GROUP", "six");
        assertThat(run("node")).isEqualTo(6);
    }

    @Test
    void derivesNickFromLoginName() {
        assertThat(LogMixin.nickOf("ann")).isEqualTo(new Nick("ann"));
        assertThat(LogMixin.nickOf("CORP\\ann smith")).isEqualTo(new Nick("CORPannsmith"));
        assertThat(LogMixin.nickOf("")).isEqualTo(new Nick("someone"));
        assertThat(LogMixin.nickOf("x".repeat(40)).value()).hasSize(24);
    }

    private String error(String... arguments) {
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
                        new FakeHandlers(this::call),
                        new Environment(environment, "/home/user"),
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
        return options instanceof NodeOptions node
                        && node.member().group().value().equals("six")
                ? 6
                : 0;
    }
}
