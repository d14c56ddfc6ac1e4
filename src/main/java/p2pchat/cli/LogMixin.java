package p2pchat.cli;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that read the log of a network on this machine: {@code history} and {@code why}. */
final class LogMixin {

    static final String DATA_DIR = "Folder of the logs (one per nick).";

    @Mixin
    final GroupOption group = new GroupOption();

    @Mixin
    private final OutputOption output;

    @Option(names = "--nick", order = 10, paramLabel = "NICK", description = "Whose log to read (your login name).")
    private @Nullable Nick nick;

    @Option(names = "--data-dir", order = 12, paramLabel = "DIR", description = DATA_DIR)
    private @Nullable Path home;

    LogMixin(boolean interactive) {
        this.output = new OutputOption(interactive);
    }

    LogOptions options(NetworkName network) {
        return new LogOptions(network, nick != null ? nick : loginNick(), Optional.ofNullable(home), output.format());
    }

    static Nick loginNick() {
        return nickOf(System.getProperty("user.name", ""));
    }

    /** Returns a login name without the characters that a nick cannot contain. */
    static Nick nickOf(String login) {
        String clean = Sanitiser.nick(login);
        boolean usable = !clean.equals("?") && Normalizer.isNormalized(clean, Normalizer.Form.NFKC);
        return new Nick(usable ? clean : "someone");
    }
}
