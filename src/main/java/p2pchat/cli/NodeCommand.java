package p2pchat.cli;

import org.jspecify.annotations.Nullable;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.NetworkName;
import p2pchat.node.NetworkSettings.Entry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes part in a network (M12). */
@Command(
        name = "node",
        description = {"Join a network, or create it if it does not exist, and chat.", ""},
        customSynopsis = "p2p-chat node --group NAME [OPTION]...",
        footer = {
            "",
            "Examples:",
            "  p2p-chat node --group lunch",
            "  p2p-chat node -g ops -n ann --nds 10.0.0.5:4700",
            "  tail -f build.log | p2p-chat node -g ops    one message per line",
            "--help --all shows more options. See also docs/guide.md."
        })
final class NodeCommand extends BaseCommand {

    static final class EntryOption {
        @Option(names = "--join", order = 4, description = "Fail if the network does not exist.")
        private boolean join;

        @Option(names = "--create", order = 5, description = "Fail if the network exists.")
        @SuppressWarnings("unused") // the alternative to --join
        private boolean create;
    }

    private static final int DEFAULT_HISTORY = 20;
    private static final int MAX_HISTORY = 10_000;

    @Mixin
    private final MemberMixin member;

    @ArgGroup(exclusive = true, multiplicity = "0..1", order = 4)
    private @Nullable EntryOption entry;

    @Option(
            names = "--history",
            order = 7,
            paramLabel = "N",
            description = "Show N earlier messages (20; with json 0).")
    private @Nullable Integer history;

    @Option(
            names = "--paragraphs",
            order = 50,
            hidden = true,
            description = "From a pipe, end each message at a blank line.")
    private boolean paragraphs;

    @Mixin
    private final DisplayOption display = new DisplayOption();

    private final CommandHandlers handlers;

    NodeCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.member = new MemberMixin(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network = member.group.required(this, "p2p-chat node --group lunch", "join lunch, or create it");
        MemberOptions options = member.options(this, network);
        return handlers.node(
                new NodeOptions(options, entry(), history(options.output()), paragraphs, display.preferences()));
    }

    private int history(OutputFormat output) {
        if (history == null) {
            return output == OutputFormat.JSON ? 0 : DEFAULT_HISTORY;
        }
        if (history < 0 || history > MAX_HISTORY) {
            throw error("invalid value for --history: " + history, "expected a number from 0 to 10,000");
        }
        return history;
    }

    private Entry entry() {
        if (entry == null) {
            return Entry.JOIN_OR_CREATE;
        }
        return entry.join ? Entry.ONLY_JOIN : Entry.ONLY_CREATE;
    }

    @Override
    String invocation() {
        return member.group.appendedTo("p2p-chat node");
    }
}
