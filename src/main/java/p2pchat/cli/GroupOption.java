package p2pchat.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.NetworkName;
import picocli.CommandLine.Option;

/** Mixed into each command that is about one network. */
final class GroupOption {

    @Option(
            names = {"-g", "--group"},
            order = 1,
            paramLabel = "NAME",
            description = "The network.")
    private @Nullable NetworkName group;

    Optional<NetworkName> chosen() {
        return Optional.ofNullable(group);
    }

    /**
     * The network, which must have been named.
     *
     * @param example a complete command that names one
     * @param effect what that does
     */
    NetworkName required(CommandOptions command, String example, String effect) {
        return chosen().orElseThrow(() -> command.mistake(
                "which network?",
                "no --group was given, and P2PCHAT_GROUP is not set",
                new Try(example, effect),
                new Try("p2p-chat networks", "see which there are")));
    }

    /** What was called, as far as a corrected call would repeat it. */
    String in(String command) {
        return command + chosen().map(name -> " --group " + name).orElse("");
    }
}
