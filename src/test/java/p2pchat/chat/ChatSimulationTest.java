package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: nothing is lost, told wrongly or stuck, whatever breaks. Method: many seeds of {@link SimulatedChat}. */
class ChatSimulationTest {

    private static final int SEEDS = Integer.getInteger("seeds", 2_000);
    private static final int MOST_FAILURES = 5;

    @Test
    void everyMessageReachesEveryMemberWhateverBreaksMeanwhile() { // M8, M9, L3
        List<String> failures = new ArrayList<>();
        for (long seed = 0; seed < SEEDS && failures.size() < MOST_FAILURES; seed++) {
            try {
                new SimulatedChat(seed).run();
            } catch (AssertionError | RuntimeException failure) {
                failures.add("seed " + seed + ": " + failure);
            }
        }
        assertThat(failures).isEmpty();
    }
}
