package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.console.error.Explanation;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.Address;
import p2pchat.model.Invite;

/** The programs behind the commands. Each returns the exit code, or throws a {@code ProblemException}. */
public interface CommandHandlers {

    int node(NodeOptions options);

    /** Reads an invitation from a file, or with {@code -} from the terminal or standard input. */
    Invite invitation(String source);

    /** Sends one message. Prints errors for which there is no exception with the consumer. */
    int send(SendOptions options, Consumer<Explanation> errors);

    /** Runs a directory with its records in a folder; empty for the default. */
    int nds(Address listen, Optional<Path> folder);

    /** Shows the key of the directory in a folder; empty for the default. */
    int showKey(Optional<Path> folder);

    /** Shows the key of the directory at an address, and trusts it if the user agrees. */
    int trust(TrustOptions options);

    int identity(IdentityRequest request);

    /** Ends a device of the user in a network. Prints errors for which there is no exception with the consumer. */
    int revoke(RevokeOptions options, Consumer<Explanation> errors);

    /** Lists the networks; {@code named} if the user has named the directory. */
    int networks(Address directory, boolean named, OutputFormat output);

    int history(HistoryOptions options);

    int why(LogOptions options);

    /** Checks a signed transcript. */
    int verify(Path file, OutputFormat output);
}
