package p2pchat.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import p2pchat.model.Address;
import p2pchat.runtime.Await;
import p2pchat.runtime.DirectoryServer;
import p2pchat.runtime.ProcessOutput;

/** Runs a directory until the process receives a signal. */
record NdsProgram(Address listen, Path folder) {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    int run() {
        CompletableFuture<Done> closed = new CompletableFuture<>();
        try (DirectoryServer nds = DirectoryServer.start(folder, listen)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                nds.terminate();
                Await.completion(STOP_TIMEOUT, closed);
            }));
            ProcessOutput.say("directory at " + nds.address() + ", records in " + nds.folder());
            nds.terminated().toCompletableFuture().join();
            return 0;
        } finally {
            closed.complete(Done.getInstance());
        }
    }
}
