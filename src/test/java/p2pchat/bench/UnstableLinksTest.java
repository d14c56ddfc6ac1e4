package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.node.TimingProfile;

/**
 * Tests that a group keeps its leader while connections are reset and slow (hazard H9). The timing is the one for
 * wide-area networks, because a fast one takes a slow machine for a silent leader.
 */
class UnstableLinksTest {

    private static final int SIZE = 4;

    private static final Duration BOUND = Duration.ofSeconds(30);

    /** Longer than members wait for a leader that does not answer, and than a leader waits for a member. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private WatchedGroup group;
    private long leaderChanges;

    @BeforeEach
    void start(@TempDir Path folder) {
        group = new WatchedGroup(folder, TimingProfile.RELAXED, SIZE);
        group.awaitAgreement(BOUND, group.all(), Optional.empty(), SIZE);
        group.awaitDeliveryToAll(BOUND, "before");
        group.eventually(BOUND, "the changes of leader are counted", () -> {
            leaderChanges = group.leaderChanges();
            return true;
        });
        assertThat(leaderChanges).isZero();
    }

    @AfterEach
    void stop() {
        group.close();
    }

    @Test
    void connectionResetsKeepLeader() {
        for (int i = 1; i <= 3; i++) {
            group.links().reset();
            assertSameLeader(Duration.ofSeconds(1));
            group.awaitDeliveryToAll(BOUND, "after reset " + i);
        }
        assertSameLeader(QUIET);
        group.awaitAgreement(BOUND, group.all(), Optional.empty(), SIZE);
    }

    /** The delay is a typical round trip across a continent. */
    @Test
    void delayKeepsLeader() {
        group.links().delay(Duration.ofMillis(50));
        assertSameLeader(QUIET);
        group.awaitDeliveryToAll(BOUND, "late");
        group.awaitAgreement(BOUND, group.all(), Optional.empty(), SIZE);
    }

    private void assertSameLeader(Duration time) {
        group.never(time, "a change of leader", () -> group.leaderChanges() > leaderChanges);
    }
}
