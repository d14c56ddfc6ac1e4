package p2pchat.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import p2pchat.cli.Cli;
import p2pchat.cli.NodeOptions;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.session.Session;
import p2pchat.console.terminal.ConsoleSetup;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.runtime.Await;
import p2pchat.runtime.EmbeddedDirectory;
import p2pchat.runtime.LocalNode;
import p2pchat.runtime.StartupNotice;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;

/** A node, and whoever talks through it. */
final class NodeProgram {

    private static final Duration STOP = Duration.ofSeconds(5);

    private final DataRoot root;
    private final Path stateFolder;
    private final NodeOptions options;

    /** Completes when everything is closed: whoever ends the process by a signal waits for that. */
    private final CompletableFuture<Done> over = new CompletableFuture<>();

    /** @param stateFolder where typed lines are kept */
    NodeProgram(DataRoot root, Path stateFolder, NodeOptions options) {
        this.root = root;
        this.stateFolder = stateFolder;
        this.options = options;
    }

    int run() {
        String advice = options.interactive() ? " (/nick NAME changes it)" : "";
        try (NodeHome home = LocalNode.home(root, options.home(), options.nick(), advice);
                EmbeddedDirectory directory = new EmbeddedDirectory(root.directory(), options.directory());
                LocalNode node = LocalNode.start(
                        home,
                        options.directory(),
                        options.listen(),
                        options.directoryChosen() ? Optional.empty() : Optional.of(directory))) {
            return converse(node, home);
        } finally {
            over.complete(Done.getInstance());
        }
    }

    private int converse(LocalNode node, NodeHome home) {
        NetworkSettings settings = settings(node, home);
        Session session = Session.open(options.group(), console(), options.patience(), InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            session.leave();
            Await.politely(STOP, over);
        }));
        StoredLogReader log = new StoredLogReader(home.folder());
        try {
            return session.start((network, listener) -> {
                        node.system().tell(new NodeGuardian.Enter(settings.of(network), listener));
                        return new NodeNetworkClient(node.system(), network, log);
                    })
                    .toCompletableFuture()
                    .join();
        } finally {
            node.leave();
        }
    }

    /** Not {@code System.out}, which hides that nobody reads any more. */
    private static OutputStream output() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private Session.Console console() {
        ConsoleSetup.Environment place = new ConsoleSetup.Environment(
                Cli.APP,
                options.group(),
                options.directoryChosen() ? Optional.of(options.directory()) : Optional.empty(),
                options.output(),
                options.interactive(),
                options.paragraphs(),
                ZoneId.systemDefault(),
                stateFolder,
                System.getenv());
        StartupNotice.HERE.wipe();
        return ConsoleSetup.create(
                options.screen(),
                place,
                new Session.Streams(System.in, output(), System.err, options.output() == OutputFormat.JSON));
    }

    private NetworkSettings settings(LocalNode node, NodeHome home) {
        return new NetworkSettings(
                options.group(),
                home.nick(),
                options.advertise().orElseGet(() -> node.reachable(options.directory())),
                options.directory(),
                options.entry(),
                options.history(),
                options.pace());
    }
}
