package p2pchat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.console.Output;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells why the leader is who it is, from this machine's journal. */
@Command(
        name = "why",
        description = {"Tells the last election step by step, as a node of this machine lived through it.", ""},
        customSynopsis = "p2p-chat why leader --group NAME [OPTION]...",
        optionListHeading = "Options:%n",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  p2p-chat why leader -g lunch",
            "  p2p-chat why leader -g ops -o json | jq .election.steps"
        })
final class WhyCommand extends CommandOptions implements Callable<Integer> {

    /** What can be asked. */
    enum Subject {
        LEADER
    }

    @Parameters(paramLabel = "leader", arity = "0..1", description = "What to explain.")
    @SuppressWarnings("unused") // there is but one so far
    private Subject subject = Subject.LEADER;

    @Option(
            names = {"-g", "--group"},
            order = 1,
            paramLabel = "NAME",
            description = "The network.")
    private @Nullable NetworkName group;

    @Option(names = "--nick", order = 2, paramLabel = "NICK", description = "Whose node (your login name's).")
    private @Nullable Nick nick;

    @Option(names = "--data-dir", order = 3, paramLabel = "DIR", description = "The home its journal lies in, instead.")
    private @Nullable Path home;

    @Option(
            names = {"-o", "--output"},
            order = 4,
            paramLabel = "FORM",
            description = "human or json.")
    private @Nullable Output output;

    private final Programs programs;
    private final boolean interactive;

    WhyCommand(Programs programs, boolean interactive) {
        this.programs = programs;
        this.interactive = interactive;
    }

    @Override
    public Integer call() {
        if (group == null) {
            throw NodeCommand.noGroup(this, "p2p-chat why leader --group lunch", "tell the last election of lunch");
        }
        return programs.why(new WhyOptions(
                group, NodeCommand.nickOr(nick), Optional.ofNullable(home), NodeCommand.outputOr(output, interactive)));
    }

    @Override
    String invocation() {
        return "p2p-chat why leader" + (group == null ? "" : " --group " + group);
    }
}
