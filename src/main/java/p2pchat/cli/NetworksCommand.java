package p2pchat.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private final DirectoryOption directory = new DirectoryOption();

    @Mixin
    private final OutputOption output;

    private final CommandHandlers programs;

    NetworksCommand(CommandHandlers programs, boolean interactive) {
        this.programs = programs;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        return programs.networks(new NetworksOptions(directory.address(), output.form()));
    }

    @Override
    public String invocation() {
        return "p2p-chat networks";
    }
}
