package p2pchat.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import picocli.CommandLine.Option;

/** {@code --invite} of {@code node}, and the check that no secret is an argument. */
final class InviteOption {

    /** Stands for standard input. */
    static final String INPUT = "-";

    private static final Pattern LINK = Pattern.compile("(?s).*p2p-chat://.*");
    private static final Pattern CODE = Pattern.compile("(?i)(?s).*\\b([0-9a-z]{4}-){4}[0-9a-z]\\b.*");
    private static final Pattern LOOSE_CODE = Pattern.compile("(?i)\\s*([0-9a-z]{4}[\\s-]*){4}[0-9a-z]\\s*");

    @Option(
            names = "--invite",
            order = 8,
            paramLabel = "FILE",
            hidden = true,
            description = "Join with the invitation in FILE; - asks for it.")
    private @Nullable String source;

    Optional<String> source() {
        return Optional.ofNullable(source);
    }

    /** Refuses a command line with a link or a spoken code, which other users of the machine can see. */
    static Optional<Explanation> refusal(String... arguments) {
        List<String> all = List.of(arguments);
        boolean joins = all.contains("join") || all.contains("--invite");
        return all.stream()
                        .anyMatch(argument -> LINK.matcher(argument).matches()
                                || CODE.matcher(argument).matches()
                                || (joins && LOOSE_CODE.matcher(argument).matches()))
                ? Optional.of(refusal())
                : Optional.empty();
    }

    /** Refuses an argument where an invitation may have been meant. Does not repeat it. */
    static Explanation refusal() {
        return Explanation.of(
                Explanations.USAGE,
                "an invitation must not be an argument",
                "others on this machine can see arguments, and your shell may have written this one to its history;"
                        + " delete it there, and if anyone may have seen it, ask for a new one",
                new Try("p2p-chat join -", "type or paste it when asked"),
                new Try("p2p-chat join --invite FILE", "read it from a file"));
    }
}
