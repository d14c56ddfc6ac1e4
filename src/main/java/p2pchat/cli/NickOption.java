package p2pchat.cli;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Nick;
import picocli.CommandLine.Option;

/** Mixed into each command that acts as somebody. */
final class NickOption {

    @Option(
            names = {"-n", "--nick"},
            order = 2,
            paramLabel = "NICK",
            description = "What others call you (your login name).")
    private @Nullable Nick nick;

    Nick nick() {
        return or(nick);
    }

    /** The nick chosen, or the login name with what a nick cannot hold left out. */
    static Nick or(@Nullable Nick chosen) {
        return chosen != null ? chosen : login(System.getProperty("user.name", ""));
    }

    static Nick login(String name) {
        String clean = Sanitiser.nick(name);
        boolean usable = !clean.equals("?") && Normalizer.isNormalized(clean, Normalizer.Form.NFKC);
        return new Nick(usable ? clean : "someone");
    }
}
