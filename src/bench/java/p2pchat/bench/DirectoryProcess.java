package p2pchat.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Directory in a separate process, and the address at which it listens. */
record DirectoryProcess(NodeProcess process, String address) {

    private static final Duration START = Duration.ofSeconds(60);

    /** Starts the directory. Blocks until it listens. */
    static DirectoryProcess start(Path data) {
        return start(data, List.of("nds", "--listen", "127.0.0.1:0"));
    }

    /** Starts the directory by another command. */
    static DirectoryProcess start(Path data, List<String> command) {
        CompletableFuture<String> listening = new CompletableFuture<>();
        NodeProcess process = NodeProcess.start(
                data,
                (line, when) -> {
                    if (line.startsWith("directory at ")) {
                        listening.complete(line.substring("directory at ".length(), line.indexOf(',')));
                    }
                },
                command.toArray(String[]::new));
        try {
            return new DirectoryProcess(process, listening.get(START.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            process.kill();
            throw new IllegalStateException("the directory did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
