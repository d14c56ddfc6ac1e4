package p2pchat.cli;

import p2pchat.model.NetworkName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Explains from this machine's journal why the leader leads. */
@Command(
        name = "why",
        description = {"Explain the last election, step by step.", ""},
        customSynopsis = "p2p-chat why leader --group NAME [OPTION]...",
        footer = {
            "",
            "Examples:",
            "  p2p-chat why leader -g lunch",
            "  p2p-chat why leader -g ops -o json | jq .election.steps"
        })
final class WhyCommand extends BaseCommand {

    enum Subject {
        LEADER
    }

    @Parameters(paramLabel = "leader", arity = "0..1", description = "What to explain.")
    @SuppressWarnings("unused") // there is only one
    private Subject subject = Subject.LEADER;

    @Mixin
    private final LogMixin log;

    private final CommandHandlers handlers;

    WhyCommand(CommandHandlers handlers, boolean interactive) {
        this.handlers = handlers;
        this.log = new LogMixin(interactive);
    }

    @Override
    public Integer call() {
        NetworkName network =
                log.group.required(this, "p2p-chat why leader --group lunch", "explain the last election of lunch");
        return handlers.why(log.options(network));
    }

    @Override
    String invocation() {
        return log.group.appendedTo("p2p-chat why leader");
    }
}
