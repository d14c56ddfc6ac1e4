package p2pchat.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import p2pchat.cli.CommandHandlers;
import p2pchat.cli.CommandOptions;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A node that talks and counts as the benchmark that started it orders. */
@Command(name = "bench-node", hidden = true, description = "A node that a benchmark talks through.")
public final class BenchNodeCommand extends CommandOptions implements Callable<Integer> {

    private final CommandHandlers programs;

    @Option(names = "--group", required = true)
    private @Nullable NetworkName group;

    @Option(names = "--nick", required = true)
    private @Nullable Nick nick;

    @Option(names = "--nds", required = true)
    private @Nullable Address directory;

    @Option(names = "--data-dir", required = true)
    private @Nullable Path folder;

    public BenchNodeCommand(CommandHandlers programs) {
        this.programs = programs;
    }

    @Override
    public Integer call() {
        if (group == null || nick == null || directory == null || folder == null) {
            throw mistake("bench-node is for benchmarks only", "they give it all it needs");
        }
        return programs.benchNode(new BenchNodeOptions(group, nick, directory, folder));
    }

    @Override
    public String invocation() {
        return "p2p-chat bench-node";
    }
}
