package p2pchat.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import p2pchat.cli.CommandHandlers;
import p2pchat.cli.HistoryOptions;
import p2pchat.cli.NdsOptions;
import p2pchat.cli.NetworksOptions;
import p2pchat.cli.NodeOptions;
import p2pchat.cli.SendOptions;
import p2pchat.cli.WhyOptions;
import p2pchat.console.error.Explanation;
import p2pchat.runtime.LogFile;
import p2pchat.storage.DataRoot;

/** The programs behind the commands, put together from the rooms. */
public final class Assembly implements CommandHandlers {

    private final DataRoot root;
    private final Path stateFolder;

    public Assembly(Map<String, String> environment, Path userHome) {
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
}
