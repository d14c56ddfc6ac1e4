package p2pchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.cli.IdentityRequest.Action;
import p2pchat.console.render.OutputFormat;

final class IdentityCommandTest {

    private final List<Object> called = new ArrayList<>();
    private final StringWriter err = new StringWriter();

    @Test
    void showsByDefault() {
        assertThat(request("identity"))
                .isEqualTo(new IdentityRequest(
                        Action.SHOW, Optional.empty(), IdentityOptions.DEFAULT, Optional.empty(), OutputFormat.PLAIN));
    }

    @Test
    void parsesActionAndOptions() {
        assertThat(request("identity", "export", "b.pem").other()).contains(Path.of("b.pem"));
        IdentityRequest request = request(
                "identity",
                "import",
                "b.pem",
                "--identity",
                "i.pem",
                "--data-dir",
                "d",
                "--passphrase-file",
                "p",
                "--passphrase-command",
                "pass show chat",
                "-o",
                "json");
        assertThat(request)
                .isEqualTo(new IdentityRequest(
                        Action.IMPORT,
                        Optional.of(Path.of("b.pem")),
                        new IdentityOptions(
                                Optional.of(Path.of("i.pem")),
                                Optional.of(Path.of("p")),
                                Optional.of("pass show chat")),
                        Optional.of(Path.of("d")),
                        OutputFormat.JSON));
    }

    /** The same options as those of a node. */
    @Test
    void nodeAndSendTakeIdentity() {
        run("node", "-g", "a", "--identity", "i.pem", "--passphrase-file", "p");
        run("send", "-g", "a", "--passphrase-command", "c", "hello");
        assertThat(((NodeOptions) called.get(0)).member().identity())
                .isEqualTo(new IdentityOptions(
                        Optional.of(Path.of("i.pem")), Optional.of(Path.of("p")), Optional.empty()));
        assertThat(((SendOptions) called.get(1)).member().identity().passphraseCommand())
                .contains("c");
    }

    @Test
    void revokeNamesDeviceAndNetwork() {
        run("identity", "revoke", "abcde-fghij", "-g", "ops", "--nick", "ann");
        RevokeOptions options = (RevokeOptions) called.get(0);
        assertThat(options.device()).isEqualTo("abcde-fghij");
        assertThat(options.member().group().value()).isEqualTo("ops");
        assertThat(error("identity", "revoke", "-g", "ops")).contains("no device given");
        assertThat(error("identity", "revoke", "abcde")).contains("no network given", "--group lunch");
    }

    @Test
    void correctsActions() {
        assertThat(error("identity", "exprt", "a b"))
                .contains("unknown action 'exprt'", "try:  p2p-chat identity export 'a b'");
        assertThat(error("identity", "banana"))
                .contains("expected show, export, import, passphrase or devices", "p2p-chat identity --help");
        assertThat(error("identity", "import")).contains("no file given", "p2p-chat identity import backup.pem");
        assertThat(error("identity", "show", "x"))
                .contains("unexpected argument 'x'", "try:  p2p-chat identity show\n");
        assertThat(error("identty")).contains("try:  p2p-chat identity\n");
    }

    /** Other users see the arguments of a process, and its variables are inherited by others. */
    @Test
    void noOptionTakesPassphrase() {
        assertThat(error("identity", "--passphrase", "secret")).contains("unknown option '--passphrase'");
        assertThat(error("node", "-g", "a", "--passphrase=secret")).contains("unknown option '--passphrase'");
    }

    private IdentityRequest request(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
        return (IdentityRequest) called.remove(called.size() - 1);
    }

    private String error(String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        return err.toString();
    }

    private int run(String... arguments) {
        err.getBuffer().setLength(0);
        CommandHandlers handlers = new FakeHandlers(options -> {
            called.add(options);
            return 0;
        });
        return new Cli(
                        handlers,
                        new Environment(Map.of("HOME", "/nowhere"), ""),
                        false,
                        Path.of("/nowhere"),
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        () -> false)
                .run(arguments);
    }
}
