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
 * The directory inside a node (protocol 2.4), at the default address and in the default folder. Started when the node
 * finds none, and stopped with the node.
 *
 * <p>Threading: a thread of its own starts and stops it.
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

    private Optional<DirectoryServer> running = Optional.empty(); // confined to that thread

    public EmbeddedDirectory(Path folder, Address address) {
        this.folder = folder;
        this.address = address;
    }

    @Override
    public CompletionStage<Running> start() {
        return CompletableFuture.supplyAsync(
                () -> {
                    stop();
                    DirectoryServer started = DirectoryServer.start(folder, address);
                    running = Optional.of(started);
                    return new Running(started.address(), started.terminated());
                },
                thread);
    }

    private void stop() {
        running.ifPresent(DirectoryServer::close); // a stopped directory still holds the folder
        running = Optional.empty();
    }

    @Override
    public void close() {
        Await.completion(STOP, CompletableFuture.runAsync(this::stop, thread));
        thread.shutdown();
    }
}
