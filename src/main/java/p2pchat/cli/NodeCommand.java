package p2pchat.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
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
        description = {"Joins a network, starts it if it is new, and chats.", ""},
        customSynopsis = "p2p-chat node --group NAME [OPTION]...",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  p2p-chat node --group lunch",
            "  p2p-chat node -g ops -n ann --nds 10.0.0.5:4700",
            "  make 2>&1 | tail -1 | p2p-chat node -g ops    exits with 6 if someone lacks it",
            "With --all there are more options; docs/guide.md tells the rest."
        })
final class NodeCommand extends CommandOptions implements Callable<Integer> {

    /** At most one of the two. */
    static final class Strictly {
        @Option(names = "--join", order = 4, description = "Join; fail if there is no such network.")
        private boolean join;

        @Option(names = "--create", order = 5, description = "Start it; fail if it exists.")
        @SuppressWarnings("unused") // what is not --join is this
        private boolean create;
    }

    private static final int SHOWN_AT_START = 20;
    private static final int MAX_SHOWN_AT_START = 10_000;

    @Mixin
    private final GroupOption group = new GroupOption();

    @Mixin
    private final NickOption nick = new NickOption();

    @Mixin
    private final DirectoryOption directory = new DirectoryOption();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Mixin
    private final OutputOption output;

    @ArgGroup(exclusive = true, multiplicity = "0..1", order = 4)
    private @Nullable Strictly strictly;

    @Option(
            names = "--history",
            order = 7,
            paramLabel = "N",
            description = "Show so many earlier messages (20; with json 0).")
    private @Nullable Integer history;

    @Option(
            names = "--paragraphs",
            order = 50,
            hidden = true,
            description = "From a pipe: a message ends at a blank line.")
    private boolean paragraphs;

    @Option(names = "--wait", order = 9, paramLabel = "TIME", description = "Wait so long at the end of a pipe (10s).")
    private Duration patience = Duration.ofSeconds(10);

    @Mixin
    private final EndpointOption endpoint = new EndpointOption();

    @Mixin
    private DisplayOption screen = new DisplayOption();

    private final CommandHandlers programs;
    private final boolean interactive;

    NodeCommand(CommandHandlers programs, boolean interactive) {
        this.programs = programs;
        this.interactive = interactive;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        return programs.node(options());
    }

    private NodeOptions options() {
        NetworkName network = group.required(this, "p2p-chat node --group lunch", "join lunch, or start it");
        OutputFormat form = output.form();
        int shown = history != null ? history : form == OutputFormat.JSON ? 0 : SHOWN_AT_START;
        return new NodeOptions(
                network,
                nick.nick(),
                directory.address(),
                directory.isChosen(),
                entry(),
                endpoint.listen(),
                endpoint.advertised(this),
                home.home(),
                within("--history", shown, 0, MAX_SHOWN_AT_START),
                paragraphs,
                patience,
                form,
                endpoint.pace(),
                screen.wishes(),
                interactive);
    }

    private Entry entry() {
        if (strictly == null) {
            return Entry.JOIN_OR_CREATE;
        }
        return strictly.join ? Entry.ONLY_JOIN : Entry.ONLY_CREATE;
    }

    @Override
    public String invocation() {
        return group.in("p2p-chat node");
    }
}
