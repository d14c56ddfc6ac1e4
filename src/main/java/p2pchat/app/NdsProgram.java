package p2pchat.app;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import p2pchat.cli.NdsOptions;
import p2pchat.runtime.Await;
import p2pchat.runtime.DirectoryServer;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;

/** The directory as a program of its own, until the process is told to end. */
final class NdsProgram {

    private static final Duration STOP = Duration.ofSeconds(5);

    private final DataRoot root;
    private final NdsOptions options;

    NdsProgram(DataRoot root, NdsOptions options) {
        this.root = root;
        this.options = options;
    }

    int run() {
        CompletableFuture<Done> stopped = new CompletableFuture<>();
        try (DirectoryServer nds = DirectoryServer.start(options.store().orElse(root.directory()), options.listen())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                nds.terminate();
                Await.politely(STOP, stopped);
            }));
            ProcessOutput.say("directory " + nds.address() + ", records in " + nds.folder());
            nds.terminated().toCompletableFuture().join();
            return 0;
        } finally {
            stopped.complete(Done.getInstance());
        }
    }
}
