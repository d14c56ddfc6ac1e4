package p2pchat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the networks a directory knows (M3, M4). */
@Command(
        name = "networks",
        aliases = "ls",
        description = {"List the networks: name, leader, members, epoch, state.", ""},
        customSynopsis = "p2p-chat networks [OPTION]...",
        footer = {
            "",
            "Examples:",
            "  p2p-chat networks",
            "  p2p-chat ls --nds 10.0.0.5:4700",
            "  p2p-chat ls -o plain | cut -f1          only the names",
            "  p2p-chat ls -o json | jq -r .address    only the addresses of the leaders"
        })
final class NetworksCommand extends BaseCommand {

    @Mixin
    private final DirectoryOption directory = new DirectoryOption();

    @Mixin
    private final OutputOption output;

    private final CommandHandlers handlers;

    NetworksCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        return handlers.networks(directory.address(), directory.isNamed(), output.format());
    }
}
