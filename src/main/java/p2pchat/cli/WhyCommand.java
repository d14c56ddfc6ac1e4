package p2pchat.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Option(names = "--nick", order = 2, paramLabel = "NICK", description = "Whose node (your login name's).")
    private @Nullable Nick nick;

    @Mixin
    private final GroupOption group = new GroupOption();

    @Mixin
    private final HomeOption home = new HomeOption();

    @Mixin
    private final OutputOption output;

    private final CommandHandlers programs;

    WhyCommand(CommandHandlers programs, boolean interactive) {
        this.programs = programs;
        this.output = new OutputOption(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network =
                group.required(this, "p2p-chat why leader --group lunch", "tell the last election of lunch");
        return programs.why(new WhyOptions(network, NickOption.or(nick), home.home(), output.form()));
    }

    @Override
    public String invocation() {
        return group.in("p2p-chat why leader");
    }
}
