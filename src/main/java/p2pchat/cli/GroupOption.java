package p2pchat.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.NetworkName;
import picocli.CommandLine.Option;

/** {@code --group}, for the commands that concern one network. */
final class GroupOption {

    @Option(
            names = {"-g", "--group"},
            order = 1,
            paramLabel = "NAME",
            description = "The network.")
    private @Nullable NetworkName group;

    /**
     * Returns the network, or throws a usage error if none was given.
     *
     * @param example a complete command that names a network
     * @param effect what the example does
     */
    NetworkName required(BaseCommand command, String example, String effect) {
        return Optional.ofNullable(group)
                .orElseThrow(() -> command.error(
                        "no network given",
                        "there is no --group option, and P2PCHAT_GROUP is not set",
                        new Try(example, effect),
                        new Try("p2p-chat networks", "list the networks")));
    }

    boolean is(NetworkName other) {
        return other.equals(group);
    }

    /** Returns the command with the option, if it was given. */
    String appendedTo(String command) {
        return command
                + Optional.ofNullable(group).map(name -> " --group " + name).orElse("");
    }
}
