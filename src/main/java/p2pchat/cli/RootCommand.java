package p2pchat.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program without a command: shows what there is. */
@Command(
        name = "p2p-chat",
        version = Cli.APP,
        description = {"Group chat for the terminal in which the group itself is the server.", ""},
        customSynopsis = "p2p-chat COMMAND [OPTION]...",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "Options:%n",
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  p2p-chat node --group lunch       chat; the same in other terminals",
            "  p2p-chat nds                      a directory that stays",
            "  p2p-chat history -g lunch -n 5    what was said last",
            "p2p-chat help COMMAND tells more about one of them."
        })
final class RootCommand extends CommandOptions implements Callable<Integer> {

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

    @Override
    public String invocation() {
        return "p2p-chat";
    }
}
