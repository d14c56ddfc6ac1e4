package p2pchat.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import p2pchat.model.Address;
import p2pchat.node.DirectoryHost;

/**
 * The directory inside a node (protocol 2.4): one at most, at the usual address and in the usual folder, started when
 * the node finds none, and ended with it.
 *
 * <p>Threading: one thread of its own starts and ends it, one after the other.
 */
public final class EmbeddedDirectory implements DirectoryHost, AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(10);

    private final Path folder;
    private final Address address;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "directory");
        made.setDaemon(true);
        return made;
    });

    private Optional<DirectoryServer> running = Optional.empty(); // touched by that thread only

    public EmbeddedDirectory(Path folder, Address address) {
        this.folder = folder;
        this.address = address;
    }

    @Override
    public CompletionStage<Running> start() {
        return CompletableFuture.supplyAsync(
                () -> {
                    end();
                    DirectoryServer started = DirectoryServer.start(folder, address);
                    running = Optional.of(started);
                    return new Running(started.address(), started.terminated());
                },
                thread);
    }

    private void end() {
        running.ifPresent(
                DirectoryServer::close); // whose actors have ended by themselves, but which still holds the folder
        running = Optional.empty();
    }

    @Override
    public void close() {
        Await.politely(STOP, CompletableFuture.runAsync(this::end, thread));
        thread.shutdown();
    }
}
