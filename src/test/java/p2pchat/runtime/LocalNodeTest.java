package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Nick;
import p2pchat.process.Processes;
import p2pchat.storage.NodeHome;

final class LocalNodeTest {

    /** The shutdown hook leaves, usually after the node has left. */
    @Test
    void whatHasStoppedNeedNotBeWaitedForToLeave(@TempDir Path folder) {
        try (NodeHome home = NodeHome.open(folder, new Nick("ann"));
                LocalNode node = LocalNode.start(home, Processes.freeAddress(), Optional.empty(), Optional.empty())) {
            node.close();
            assertThat(CompletableFuture.runAsync(node::leave)).succeedsWithin(Duration.ofSeconds(3));
        }
    }
}
