package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the key of a directory on this machine. */
@Command(
        name = "show-key",
        description = {"Show the key of the directory on this machine.", ""},
        customSynopsis = "p2p-chat nds show-key [OPTION]...",
        footer = {
            "",
            "Users compare it with what 'p2p-chat nds trust' shows them.",
            "",
            "Examples:",
            "  p2p-chat nds show-key",
            "  p2p-chat nds show-key --data-dir /var/lib/p2p-chat"
        })
final class ShowKeyCommand extends BaseCommand {

    @Option(
            names = "--data-dir",
            order = 3,
            paramLabel = "DIR",
            description = "Folder of the directory (~/.local/share/p2p-chat/nds).")
    private @Nullable Path folder;

    private final CommandHandlers handlers;

    ShowKeyCommand(CommandHandlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public Integer call() {
        return handlers.showKey(Optional.ofNullable(folder));
    }
}
