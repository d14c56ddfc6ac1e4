package p2pchat.cli;

import org.jspecify.annotations.Nullable;
import p2pchat.console.input.SlashCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how to use a command of the shell, or the slash commands of the chat. */
@Command(
        name = "help",
        header = "Show how to use a command.",
        customSynopsis = {"p2p-chat help [COMMAND]", "       p2p-chat help --commands [--markdown]"},
        footer = {"", "Examples:", "  p2p-chat help node", "  p2p-chat help --commands"})
final class HelpCommand extends BaseCommand {

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
    private @Nullable String command;

    @Option(names = "--commands", order = 1, description = "List the slash commands of the chat.")
    private boolean commands;

    @Option(names = "--markdown", order = 2, description = "List them as a Markdown table.")
    private boolean markdown;

    @Override
    public Integer call() {
        if (markdown) {
            commandLine().getOut().print(SlashCommands.markdown());
            commandLine().getOut().flush();
        } else {
            HelpFormatter.print(
                    commandLine().getOut(),
                    commands ? SlashCommands.helpText() : subject().getUsageMessage());
        }
        return 0;
    }

    private CommandLine subject() {
        CommandLine root = commandLine().getParent();
        CommandLine subject = command == null ? root : root.getSubcommands().get(command);
        if (subject == null) {
            throw new UsageErrors.UnknownCommand(root, String.valueOf(command));
        }
        return subject;
    }
}
