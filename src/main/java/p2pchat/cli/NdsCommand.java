package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the directory (M1). */
@Command(
        name = "nds",
        description = {"Runs the directory: which networks exist, and who leads each.", ""},
        customSynopsis = "p2p-chat nds [OPTION]...",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  p2p-chat nds                            for this machine only",
            "  p2p-chat nds --listen 0.0.0.0:4700      for others too",
            "  p2p-chat nds --data-dir /var/lib/p2p-chat"
        })
final class NdsCommand extends CommandOptions implements Callable<Integer> {

    @Option(
            names = "--listen",
            order = 1,
            paramLabel = "HOST:PORT",
            description = "Where to listen (" + DirectoryOption.USUAL + ").")
    private Address listen = DirectoryOption.usual();

    @Option(names = "--http", order = 2, paramLabel = "none", description = "The web page; this version has none.")
    private String http = "none";

    @Option(
            names = "--data-dir",
            order = 3,
            paramLabel = "DIR",
            description = "The store (~/.local/share/p2p-chat/nds).")
    private @Nullable Path store;

    private final CommandHandlers programs;

    NdsCommand(CommandHandlers programs) {
        this.programs = programs;
    }

    @Override
    public Integer call() {
        if (!http.equals("none")) {
            throw mistake(
                    "--http can only be none",
                    "this version has no web page",
                    new Try(invocation() + " --http none", "run the directory without"));
        }
        return programs.nds(new NdsOptions(listen, Optional.ofNullable(store)));
    }

    @Override
    public String invocation() {
        return "p2p-chat nds";
    }
}
