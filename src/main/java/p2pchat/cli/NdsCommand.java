package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the directory (M1). */
@Command(
        name = "nds",
        description = {"Run a directory, which knows the networks and who leads each.", ""},
        customSynopsis = {"p2p-chat nds [OPTION]...", "       p2p-chat nds show-key|trust [OPTION]..."},
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  p2p-chat nds                            for this machine only",
            "  p2p-chat nds --listen 0.0.0.0:4700      for other machines too",
            "  p2p-chat nds --data-dir /var/lib/p2p-chat"
        })
final class NdsCommand extends BaseCommand {

    @Option(
            names = "--listen",
            order = 1,
            paramLabel = "HOST:PORT",
            description = "Where to listen (" + DirectoryOption.DEFAULT + ").")
    private Address listen = DirectoryOption.defaultAddress();

    @Option(
            names = "--data-dir",
            order = 3,
            paramLabel = "DIR",
            description = "Folder of the records (~/.local/share/p2p-chat/nds).")
    private @Nullable Path folder;

    private final CommandHandlers handlers;

    NdsCommand(CommandHandlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public Integer call() {
        return handlers.nds(listen, Optional.ofNullable(folder));
    }
}
