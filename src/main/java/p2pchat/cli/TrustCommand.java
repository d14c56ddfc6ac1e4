package p2pchat.cli;

import p2pchat.model.Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trusts the present key of a directory. */
@Command(
        name = "trust",
        description = {"Show the key of a directory, and trust it from now on.", ""},
        customSynopsis = "p2p-chat nds trust HOST:PORT [--yes]",
        footer = {
            "",
            "A directory is trusted when it is first used. When its key changes, it is",
            "refused until you compare the new one with 'p2p-chat nds show-key' there.",
            "",
            "Examples:",
            "  p2p-chat nds trust 10.0.0.5:4700",
            "  p2p-chat nds trust 10.0.0.5:4700 --yes"
        })
final class TrustCommand extends BaseCommand {

    @Parameters(index = "0", paramLabel = "HOST:PORT", hidden = true)
    private Address directory = DirectoryOption.defaultAddress();

    @Option(names = "--yes", order = 1, description = "Trust the key without asking.")
    private boolean agreed;

    private final CommandHandlers handlers;
    private final boolean interactive;

    TrustCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.interactive = interactive;
    }

    @Override
    public Integer call() {
        return handlers.trust(new TrustOptions(directory, agreed, interactive));
    }
}
