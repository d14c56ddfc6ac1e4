package p2pchat.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program without a command: shows the commands. */
@Command(
        name = "p2p-chat",
        version = Cli.APP,
        description = {"Group chat for the terminal. The group itself is the server.", ""},
        customSynopsis = "p2p-chat COMMAND [OPTION]...",
        commandListHeading = "%nCommands:%n",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  p2p-chat node --group lunch       chat; run the same in other terminals",
            "  p2p-chat history -g lunch -n 5    show the last five messages",
            "p2p-chat help COMMAND shows the options of a command."
        })
final class RootCommand extends BaseCommand {

    @Option(
            names = {"-V", "--version"},
            order = 92,
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean version;

    @Override
    public Integer call() {
        commandLine().usage(commandLine().getOut());
        return 0;
    }
}
