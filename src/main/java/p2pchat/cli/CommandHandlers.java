package p2pchat.cli;

import java.util.function.Consumer;
import p2pchat.console.error.Explanation;

/**
 * What the commands run, once their options are understood. Each returns the exit code, and fails with a {@code
 * ProblemException} for what a person can do something about.
 */
public interface CommandHandlers {

    int node(NodeOptions options);

    /** Takes also who tells what went wrong though nothing failed. */
    int send(SendOptions options, Consumer<Explanation> complain);

    int nds(NdsOptions options);

    int networks(NetworksOptions options);

    int history(HistoryOptions options);

    int why(WhyOptions options);
}
