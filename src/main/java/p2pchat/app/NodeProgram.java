package p2pchat.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import p2pchat.cli.Cli;
import p2pchat.cli.MemberOptions;
import p2pchat.cli.NodeOptions;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.OutputFormat;
import p2pchat.console.session.Session;
import p2pchat.console.terminal.ConsoleSetup;
import p2pchat.crypto.Device;
import p2pchat.crypto.StorageKey;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Invite;
import p2pchat.model.RosterWish;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.runtime.Await;
import p2pchat.runtime.EmbeddedDirectory;
import p2pchat.runtime.LocalNode;
import p2pchat.runtime.MonotonicClock;
import p2pchat.runtime.StartupNotice;
import p2pchat.runtime.TrustedDirectory;
import p2pchat.storage.DataRoot;
import p2pchat.storage.NodeHome;

/** Runs a node and the conversation of its user. */
final class NodeProgram {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final DataRoot root;
    private final Path stateFolder;
    private final NodeOptions options;
    private final MemberOptions member;

    /** Completes when everything is closed. The shutdown hook waits for it. */
    private final CompletableFuture<Done> closed = new CompletableFuture<>();

    /** @param stateFolder holds the files with typed lines */
    NodeProgram(DataRoot root, Path stateFolder, NodeOptions options) {
        this.root = root;
        this.stateFolder = stateFolder;
        this.options = options;
        this.member = options.member();
    }

    int run() {
        String advice = member.interactive() ? " (/nick NAME changes it)" : "";
        try (NodeHome home = LocalNode.home(root, member.home(), member.nick(), advice)) {
            return run(home, UserIdentity.device(root, member, home));
        } finally {
            closed.complete(Done.getInstance());
        }
    }

    private int run(NodeHome home, Device device) {
        try (EmbeddedDirectory directory = new EmbeddedDirectory(root.directoryHome(), member.directory());
                LocalNode node = LocalNode.start(
                        home,
                        device,
                        directory(),
                        member.listen(),
                        member.directoryNamed() ? Optional.empty() : Optional.of(directory))) {
            if (member.listen().isEmpty() && member.advertise().isEmpty()) {
                node.follow(member.directory());
            }
            return converse(node, home, device);
        }
    }

    private TrustedDirectory directory() {
        Optional<DeviceKey> invited = options.invite()
                .flatMap(Invite::origin)
                .map(Invite.Origin::genesis)
                .filter(genesis -> genesis.mode() == Genesis.DirectoryMode.PINNED)
                .map(Genesis::directory);
        return new TrustedDirectory(member.directory(), !member.directoryNamed(), root.knownDirectories(), invited);
    }

    private int converse(LocalNode node, NodeHome home, Device device) {
        Session.Console console = console(device.storageKey());
        boolean persistent = !console.parser().unattended();
        NetworkSettings settings = settings(member, node, home, options.entry(), options.history(), persistent)
                .with(options.policy(), options.invite());
        Session session = Session.open(member.group(), console, member.patience(), InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            session.leave();
            Await.completion(STOP_TIMEOUT, closed);
        }));
        StoredLogReader log = new StoredLogReader(home.folder(), device);
        Optional<SendSocket> socket = SendSocket.open(
                home.folder(),
                member.directory(),
                new SendSocket.Actions(
                        (network, draft) -> new NodeNetworkClient(node.system(), network, log).send(draft),
                        (network, ended) -> new NodeNetworkClient(node.system(), network, log)
                                .query(new NodeQuery.Decide(new RosterWish.RevokeDevice(ended)))));
        try {
            return session.start((network, listener) -> {
                        node.system().tell(new NodeGuardian.Enter(settings.of(network), event -> {
                            socket.ifPresent(open -> open.handle(network, event));
                            listener.accept(event);
                        }));
                        return new NodeNetworkClient(node.system(), network, log);
                    })
                    .toCompletableFuture()
                    .join();
        } finally {
            socket.ifPresent(SendSocket::close);
            node.leave();
        }
    }

    private Session.Console console(StorageKey key) {
        ConsoleSetup.Environment environment = new ConsoleSetup.Environment(
                Cli.APP,
                member.group(),
                member.directoryNamed() ? Optional.of(member.directory()) : Optional.empty(),
                member.output(),
                member.interactive(),
                options.paragraphs(),
                ZoneId.systemDefault(),
                stateFolder,
                key.lines(new SecureRandom()),
                System.getenv());
        StartupNotice.HERE.erase();
        // not System.out, which hides that the reader of the output has gone
        FileOutputStream output = new FileOutputStream(FileDescriptor.out);
        return ConsoleSetup.create(
                options.display(),
                environment,
                new Session.Streams(System.in, output, System.err, member.output() == OutputFormat.JSON),
                MonotonicClock::millis);
    }

    static NetworkSettings settings(
            MemberOptions member,
            LocalNode node,
            NodeHome home,
            NetworkSettings.Entry entry,
            int history,
            boolean persistent) {
        return new NetworkSettings(
                member.group(),
                home.nick(),
                member.advertise().orElseGet(() -> node.reachable(member.directory())),
                member.directory(),
                entry,
                history,
                member.profile(),
                persistent);
    }
}
