package p2pchat.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.console.input.SlashCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how to use a command, of the shell or of the console. */
@Command(
        name = "help",
        header = "Shows how to use a command.",
        customSynopsis = {"p2p-chat help [COMMAND]", "       p2p-chat help --commands [--markdown]"},
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {"", "Examples:", "  p2p-chat help node", "  p2p-chat help --commands"})
final class HelpCommand extends CommandOptions implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
    private @Nullable String command;

    @Option(names = "--commands", order = 1, description = "Show what can be typed in a chat instead.")
    private boolean commands;

    @Option(names = "--markdown", order = 2, description = "That as a table in Markdown.")
    private boolean markdown;

    @Override
    public Integer call() {
        if (commands || markdown) {
            commandLine().getOut().print(markdown ? SlashCommands.markdown() : SlashCommands.text());
            commandLine().getOut().flush();
        } else {
            about().usage(commandLine().getOut());
        }
        return 0;
    }

    private CommandLine about() {
        CommandLine parent = commandLine().getParent();
        CommandLine wanted = command == null ? parent : parent.getSubcommands().get(command);
        if (wanted == null) {
            throw new CommandLine.ParameterException(parent, "Unknown subcommand '" + command + "'");
        }
        return wanted;
    }

    @Override
    public String invocation() {
        return "p2p-chat help";
    }
}
