package p2pchat;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import p2pchat.bench.CutGroup;
import p2pchat.cli.BenchNodeOptions;
import p2pchat.cli.HistoryOptions;
import p2pchat.cli.NdsOptions;
import p2pchat.cli.NetworksOptions;
import p2pchat.cli.NodeOptions;
import p2pchat.cli.Programs;
import p2pchat.cli.SendOptions;
import p2pchat.cli.WhyOptions;
import p2pchat.console.Explanation;
import p2pchat.node.Pace;
import p2pchat.storage.DataRoot;

/** The programs behind the commands, put together from the rooms. */
final class Assembly implements Programs {

    private final DataRoot root;
    private final Path stateFolder;

    Assembly(Map<String, String> environment, Path userHome) {
        this.root = DataRoot.of(environment, userHome);
        this.stateFolder = LogFile.stateFolder(environment, userHome);
    }

    @Override
    public int node(NodeOptions options) {
        return new NodeProgram(root, stateFolder, options).run();
    }

    @Override
    public int send(SendOptions options, Consumer<Explanation> complain) {
        return new SendProgram(root, options, complain).run();
    }

    @Override
    public int nds(NdsOptions options) {
        return new NdsProgram(root, options).run();
    }

    @Override
    public int networks(NetworksOptions options) {
        return new NetworksProgram(options).run();
    }

    @Override
    public int history(HistoryOptions options) {
        return new HistoryProgram(root, options).run();
    }

    @Override
    public int why(WhyOptions options) {
        return new WhyProgram(root, options).run();
    }

    @Override
    public int benchNode(BenchNodeOptions options) {
        return new BenchNodeProgram(options).run();
    }

    @Override
    public CutGroup.Starter cutGroups() {
        return (folder, size) -> new ProxiedGroup(folder, Pace.BALANCED, size, (node, event) -> {});
    }
}
