package p2pchat.cli;

import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import p2pchat.console.error.Explanation;

/**
 * Programs that only pass on what they are asked for.
 *
 * @param asked takes the options, gives the exit code
 */
record RecordedPrograms(ToIntFunction<Object> asked) implements CommandHandlers {

    @Override
    public int node(NodeOptions options) {
        return asked.applyAsInt(options);
    }

    @Override
    public int send(SendOptions options, Consumer<Explanation> complain) {
        return asked.applyAsInt(options);
    }

    @Override
    public int nds(NdsOptions options) {
        return asked.applyAsInt(options);
    }

    @Override
    public int networks(NetworksOptions options) {
        return asked.applyAsInt(options);
    }

    @Override
    public int history(HistoryOptions options) {
        return asked.applyAsInt(options);
    }

    @Override
    public int why(WhyOptions options) {
        return asked.applyAsInt(options);
    }
}
