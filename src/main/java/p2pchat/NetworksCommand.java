package p2pchat;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.console.Output;
import p2pchat.model.Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the networks a directory knows (M3, M4). */
@Command(
        name = "networks",
        aliases = "ls",
        description = {"Lists the networks: name, leader, members, epoch, state.", ""},
        customSynopsis = "p2p-chat networks [OPTION]...",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  p2p-chat networks",
            "  p2p-chat ls --nds 10.0.0.5:4700",
            "  p2p-chat ls -o plain | cut -f1          the names",
            "  p2p-chat ls -o json | jq -r .address    where their leaders are"
        })
final class NetworksCommand extends CommandOptions implements Callable<Integer> {

    @Option(
            names = "--nds",
            order = 1,
            paramLabel = "HOST:PORT",
            defaultValue = USUAL_DIRECTORY,
            description = "The directory (" + USUAL_DIRECTORY + ").")
    private Address directory = Address.parse(USUAL_DIRECTORY);

    @Option(
            names = {"-o", "--output"},
            order = 2,
            paramLabel = "FORM",
            description = "human, plain or json.")
    private @Nullable Output output;

    private final Programs programs;
    private final boolean interactive;

    NetworksCommand(Programs programs, boolean interactive) {
        this.programs = programs;
        this.interactive = interactive;
    }

    @Override
    public Integer call() {
        return programs.networks(new NetworksOptions(directory, NodeCommand.outputOr(output, interactive)));
    }

    @Override
    String invocation() {
        return "p2p-chat networks";
    }
}
