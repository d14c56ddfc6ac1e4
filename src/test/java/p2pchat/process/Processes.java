package p2pchat.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import p2pchat.model.Address;

/**
 * Starts the program as the launcher does, in separate processes with a data folder of their own. Kills them after each
 * test. The message of a failed test contains all their output.
 */
public final class Processes implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {

    /** Below the ephemeral ports, so that a port stays free between two processes that use it. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 30_000;

    /** The folder before a test has begun. Must never be deleted, because it is the working directory. */
    private static final Path NONE = Path.of("");

    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private final List<RunningProcess> running = new ArrayList<>();
    private Optional<WholeRun> whole = Optional.empty();
    private int folders;
    private Path folder = NONE;

    @Override
    public void beforeEach(ExtensionContext context) {
        begin();
        whole = Optional.of(context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Processes.class))
                .computeIfAbsent(WholeRun.class, key -> new WholeRun(), WholeRun.class));
    }

    private void begin() {
        try {
            folder = Files.createTempDirectory("p2p-chat-processes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes that all tests of a run share. */
    static final class WholeRun implements AutoCloseable {

        private final Processes processes = new Processes();
        private Optional<Launch> launch = Optional.empty();
        private Optional<RunningDirectory> directory = Optional.empty();
        private Optional<SharedGroup> group = Optional.empty();

        synchronized RunningDirectory directory() {
            launch();
            if (directory.isEmpty()) {
                directory = Optional.of(processes.directory());
            }
            return directory.get();
        }

        synchronized SharedGroup group() {
            RunningDirectory shared = directory();
            if (group.isEmpty()) {
                group = Optional.of(new SharedGroup(processes, shared));
            }
            return group.get();
        }

        /** Ends the group, which a failed test may have left frozen. */
        synchronized void endGroup() {
            group.stream().flatMap(SharedGroup::processes).forEach(RunningProcess::kill);
            group = Optional.empty();
        }

        /** Creates a class data archive with the first node of a run. */
        synchronized Launch launch() {
            if (launch.isEmpty()) {
                processes.begin();
                processes.whole = Optional.of(this);
                Launch packed = Launch.packed(processes.folder);
                launch = Optional.of(packed);
                Path archive = processes.folder.resolve("classes.jsa");
                List<String> first = List.of(
                        "node",
                        "-g",
                        newNetwork(),
                        "-n",
                        "first",
                        "--nds",
                        directory().address().toString());
                RunningProcess trainer =
                        processes.started("first", processes.builder(packed.writing(archive), first), true);
                trainer.type("hello\n");
                trainer.endInput();
                trainer.exitCode();
                launch = Optional.of(packed.reading(archive));
            }
            return launch.get();
        }

        @Override
        public void close() throws IOException {
            if (launch.isPresent()) {
                processes.end();
            }
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        String transcripts = Stream.concat(shared().running.stream(), running.stream())
                .map(RunningProcess::transcript)
                .collect(Collectors.joining("\n"));
        whole.orElseThrow().endGroup();
        throw new AssertionError(failure.getMessage() + "\n\n" + transcripts, failure);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        end();
    }

    private void end() throws IOException {
        running.forEach(process -> process.process().destroyForcibly());
        running.forEach(RunningProcess::exitCode);
        running.clear();
        if (!folder.equals(NONE)) {
            delete(folder);
        }
    }

    private Processes shared() {
        return whole.orElseThrow().processes;
    }

    /** Returns a network name that no other test uses. */
    public static String newNetwork() {
        return "net" + NETWORKS.incrementAndGet();
    }

    public Path newFolder(String name) {
        folders++;
        return folder.resolve(name + "-" + folders);
    }

    public static Address freeAddress() {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                return new Address("127.0.0.1", port);
            } catch (IOException taken) {
                continue;
            }
        }
        throw new AssertionError("no free port");
    }

    /** Returns the directory that all tests of the run share. A test must not stop it. */
    public RunningDirectory sharedDirectory() {
        return whole.orElseThrow().directory();
    }

    /** Returns the group that all tests of the run share. */
    public SharedGroup sharedGroup() {
        return whole.orElseThrow().group();
    }

    /** Starts a directory for one test. */
    public RunningDirectory directory() {
        return directory(List.of(), freeAddress());
    }

    /** Starts a directory with a command prefix, such as {@code ip netns exec}. */
    RunningDirectory directory(List<String> within, Address address) {
        return new RunningDirectory(this, within, address, newFolder("nds"));
    }

    /** Starts a node with JSON input and output and a new folder. */
    public RunningNode node(RunningDirectory directory, String network, String nick, String... more) {
        return node(directory, network, nick, newFolder(nick), more);
    }

    public RunningNode node(RunningDirectory directory, String network, String nick, Path home, String... more) {
        return node(List.of(), directory, network, nick, home, more);
    }

    /** Starts a node with a command prefix, such as {@code ip netns exec}. */
    RunningNode node(
            List<String> within, RunningDirectory directory, String network, String nick, Path home, String... more) {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "node",
                                "-g",
                                network,
                                "-n",
                                nick,
                                "--nds",
                                directory.address().toString()),
                        Stream.concat(Stream.of("--data-dir", home.toString(), "-o", "json"), Stream.of(more)))
                .toList();
        return new RunningNode(start(nick, within, arguments));
    }

    /** Starts nodes that join in order, so that the first is n1 and leads. Returns when each knows all members. */
    public List<RunningNode> group(RunningDirectory directory, String network, String... nicks) {
        List<RunningNode> group = new ArrayList<>();
        for (String nick : nicks) {
            group.add(node(directory, network, nick));
            group.get(group.size() - 1).hello();
        }
        group.forEach(node -> node.awaitState(
                "there are " + nicks.length, state -> state.nodes("members").size() == nicks.length));
        return group;
    }

    /** Returns the output of {@code networks -o json}. */
    public List<Event> networks(RunningDirectory directory) {
        RunningProcess process = start(
                "networks", List.of("networks", "--nds", directory.address().toString(), "-o", "json"));
        if (process.exitCode() != 0) {
            throw new AssertionError("networks failed");
        }
        return process.out().stream().map(Event::of).toList();
    }

    public RunningProcess start(String name, List<String> arguments) {
        return start(name, List.of(), arguments);
    }

    RunningProcess start(String name, List<String> within, List<String> arguments) {
        ProcessBuilder builder = builder(arguments);
        builder.command().addAll(0, within);
        return started(name, builder, true);
    }

    /** Starts the program with another default address of the directory. */
    RunningProcess withUsualDirectory(String name, Address usual, List<String> arguments) {
        ProcessBuilder builder = builder(arguments);
        builder.command().add(1, "-Dp2pchat.usual-directory=" + usual);
        return started(name, builder, true);
    }

    /** Starts a process. Its output is not collected if the test redirects or reads it. */
    public RunningProcess started(String name, ProcessBuilder builder, boolean outputRead) {
        try {
            RunningProcess process = new RunningProcess(name, builder.start(), outputRead);
            running.add(process);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(process.process()::destroyForcibly)); // for an interrupted build
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProcessBuilder builder(List<String> arguments) {
        return builder(whole.orElseThrow().launch(), arguments);
    }

    private ProcessBuilder builder(Launch launch, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(launch.command(arguments));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("P2PCHAT_"));
        builder.environment().put("XDG_DATA_HOME", folder.resolve("data").toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        return builder;
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
