package p2pchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Option > variable > section of the network in the file > rest of the file > default (UX 4.2). */
class ConfigurationTest {

    private final Map<String, String> variables = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void setUp() throws IOException {
        variables.put("XDG_CONFIG_HOME", folder.toString());
        file = Files.createDirectory(folder.resolve("p2p-chat")).resolve("p2p-chat.conf");
    }

    @Test
    void fileIsOptional() {
        assertThat(run("config", "path")).isEqualTo(file.toString());
        assertThat(run("config", "get", "nds")).isEqualTo("127.0.0.1:4700");
        assertThat(run("config", "get", "group")).isEmpty();
    }

    @Test
    void variableOverridesNetworkSectionOverridesFile() throws IOException {
        write("nick = ann\nnds = \"10.0.0.5:4700\"\nhistory = 30\nnetwork.ops { nick = ann-ops, wait = 2m }");
        assertThat(run("config", "list", "--show-origin").lines())
                .contains(
                        "%-32s %s".formatted("nick = ann", file + ":1"),
                        "%-32s %s".formatted("nds = 10.0.0.5:4700", file + ":2"),
                        "%-32s %s".formatted("wait = 10s", "default"),
                        "%-32s %s".formatted("network.ops.nick = ann-ops", file + ":4"));
        assertThat(run("config", "get", "nick", "-g", "ops")).isEqualTo("ann-ops");
        assertThat(run("config", "get", "nick", "--group=lunch")).isEqualTo("ann");
        variables.put("P2PCHAT_NICK", "bob");
        assertThat(run("config", "get", "nick", "-gops")).isEqualTo("bob");
        assertThat(run("config", "list", "--show-origin").lines())
                .contains("%-32s %s".formatted("nick = bob", "P2PCHAT_NICK"));
    }

    @Test
    void environmentVariableOverridesConfiguredKeys() throws IOException {
        assertThat(run("config", "get", "keys")).isEqualTo("emacs");
        write("keys = emacs");
        variables.put("P2PCHAT_KEYS", "vi");
        assertThat(run("config", "get", "keys")).isEqualTo("vi");
        variables.put("P2PCHAT_KEYS", "ed");
        assertThat(error("config", "list")).contains("invalid value for P2PCHAT_KEYS: 'ed'", "expected emacs or vi");
    }

    @Test
    void helpShowsConfiguredValues() throws IOException {
        write("nick = ann\nprofile = relaxed");
        assertThat(run("node", "--help")).contains("Now ann (").doesNotContain("relaxed");
        assertThat(run("node", "--help", "--all")).contains("--profile=PROFILE", "Now relaxed (");
        assertThat(run("node", "--help", "--all")
                        .lines()
                        .mapToInt(String::length)
                        .max()
                        .orElseThrow())
                .isLessThanOrEqualTo(80);
        assertThat(run("nds", "--help")).doesNotContain("Now ");
    }

    @Test
    void optionOrVariableNamesAnotherFile() throws IOException {
        Path other = Files.writeString(folder.resolve("other.conf"), "nick = cem");
        assertThat(run("config", "get", "nick", "--config", other.toString())).isEqualTo("cem");
        variables.put("P2PCHAT_CONFIG", other.toString());
        assertThat(run("config", "get", "nick")).isEqualTo("cem");
        assertThat(run("config", "path")).isEqualTo(other.toString());
        assertThat(error("ls", "--config", "/nowhere.conf")).contains("cannot read /nowhere.conf", "no such file");
    }

    @Test
    void errorsNameFileAndLine() throws IOException {
        assertWrong("\nnik = ann", ":2: unknown key 'nik'", "did you mean nick?");
        assertWrong("ui { time = x }", ":1: unknown key 'ui.time'", "the keys are nick, group");
        assertWrong("network.ops.group = x", "unknown key 'group'", "why:");
        assertWrong("network.\"a b\".nick = x", "invalid network name 'a b'", "1 to 32");
        assertWrong("\n\nnick = \"a b\"", ":3: invalid value for nick: 'a b'", "a nick has");
        assertWrong("profile = quick", "invalid value for profile: 'quick'", "relaxed, balanced or fast");
        assertWrong("history = many", "invalid value for history: 'many'", "whole number");
        assertWrong("nick = [a, b]", "invalid value for nick: a list", "a single value");
        assertWrong("nick = ann\nnds {", ":2: invalid HOCON", "why:");
    }

    @Test
    void helpWorksWithInvalidFile() throws IOException {
        write("nik = ann");
        assertThat(run("config", "path")).isEqualTo(file.toString());
        assertThat(run("help", "config")).contains("Keys: nick, group");
        assertThat(run()).startsWith("Usage: p2p-chat");
        assertThat(error("node", "-g", "a", "-o", "json")).startsWith("{\"v\":1,\"type\":\"error\",\"code\":2,");
    }

    @Test
    void suggestsCorrectedKey() {
        assertThat(error("config", "get", "nik")).contains("unknown key 'nik'", "try:  p2p-chat config get nick");
        assertThat(error("config", "lst")).contains("unknown action 'lst'", "try:  p2p-chat config list");
        assertThat(error("config", "get")).contains("no key given");
    }

    @Test
    void helpListsAllKeys() {
        String help = run("help", "config");
        assertThat(Stream.of(Setting.values()).map(Setting::key)).allMatch(help::contains);
    }

    private void assertWrong(String text, String what, String why) throws IOException {
        write(text);
        assertThat(error("ls")).contains(what, why, "try:  p2p-chat help config");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private String run(String... arguments) {
        assertThat(call(arguments)).as(err.toString()).isZero();
        return out.toString().stripTrailing();
    }

    private String error(String... arguments) {
        assertThat(call(arguments)).as(out.toString()).isEqualTo(2);
        return err.toString();
    }

    private int call(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Cli(
                        new FakeHandlers(options -> {
                            throw new AssertionError("called with " + options);
                        }),
                        new Environment(variables, "/home/user"),
                        true,
                        Path.of("/log"),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        () -> false)
                .run(arguments);
    }
}
