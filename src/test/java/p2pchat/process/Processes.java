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
 * Starts the program as its launcher does, in processes of their own with a data folder of their own. After the test
 * none of them is left, however it ended; if it failed, its message tells all that they wrote.
 */
public final class Processes implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {

    /** Below the ports that systems hand out by themselves, so that a port stays free while its owner is dead. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 30_000;

    /** The folder of a test that never began. To delete this one would be to delete where the build stands. */
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

    /** What all tests of a run share, made when first used and ended with the run. */
    static final class WholeRun implements AutoCloseable {

        private final Processes processes = new Processes();
        private Optional<Launch> launch = Optional.empty();
        private Optional<RunningDirectory> directory = Optional.empty();

        synchronized RunningDirectory directory() {
            launch();
            if (directory.isEmpty()) {
                directory = Optional.of(processes.directory());
            }
            return directory.get();
        }

        /** The first node of a run lives only to fill the archive of classes for the others. */
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
                RunningProcess filler =
                        processes.started("first", processes.builder(packed.writing(archive), first), true);
                filler.type("hello\n");
                filler.endInput();
                filler.exitCode();
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

    /** A network that no other test uses, for tests that share a directory. */
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

    /** One that all tests of the run share; none of them may harm it. */
    public RunningDirectory sharedDirectory() {
        return whole.orElseThrow().directory();
    }

    /** One of this test's own. */
    public RunningDirectory directory() {
        return directory(List.of(), freeAddress());
    }

    /** The same elsewhere: {@code within} stands before its command. */
    RunningDirectory directory(List<String> within, Address address) {
        return new RunningDirectory(this, within, address, newFolder("nds"));
    }

    /** A node in machine mode, with a home of its own. */
    public RunningNode node(RunningDirectory directory, String network, String nick, String... more) {
        return node(directory, network, nick, newFolder(nick), more);
    }

    public RunningNode node(RunningDirectory directory, String network, String nick, Path home, String... more) {
        return node(List.of(), directory, network, nick, home, more);
    }

    /** The same elsewhere: {@code within} stands before its command. */
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

    /** Nodes that join one after the other, so that the first is n1 and leads; returns when all know of all. */
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

    /** What {@code networks -o json} tells. */
    public List<Event> networks(RunningDirectory directory) {
        RunningProcess asked = start(
                "networks", List.of("networks", "--nds", directory.address().toString(), "-o", "json"));
        if (asked.exitCode() != 0) {
            throw new AssertionError("networks failed");
        }
        return asked.out().stream().map(Event::of).toList();
    }

    /** The program with these arguments. */
    public RunningProcess start(String name, List<String> arguments) {
        return start(name, List.of(), arguments);
    }

    RunningProcess start(String name, List<String> within, List<String> arguments) {
        ProcessBuilder builder = builder(arguments);
        builder.command().addAll(0, within);
        return started(name, builder, true);
    }

    /** The program where it looks for the directory at this address unless told otherwise. */
    RunningProcess withUsualDirectory(String name, Address usual, List<String> arguments) {
        ProcessBuilder builder = builder(arguments);
        builder.command().add(1, "-Dp2pchat.usual-directory=" + usual);
        return started(name, builder, true);
    }

    /** The program as the process of this builder, whose output the test may have redirected. */
    public RunningProcess started(String name, ProcessBuilder builder, boolean outputRead) {
        try {
            RunningProcess process = new RunningProcess(name, builder.start(), outputRead);
            running.add(process);
            Runtime.getRuntime().addShutdownHook(new Thread(process.process()::destroyForcibly)); // a build broken off
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
