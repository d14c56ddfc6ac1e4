package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.Examples;

@Timeout(30)
class BlockingKeyReaderTest {

    private final List<Integer> polled = new ArrayList<>();

    @Test
    void pollsMuchLongerThanJLineAsks() {
        BlockingKeyReader keyboard = new BlockingKeyReader(this::nothing);

        assertThat(keyboard.awaitByte(100)).isZero();

        assertThat(polled)
                .singleElement()
                .satisfies(millis -> assertThat(millis).isGreaterThan(10_000));
    }

    @Test
    void returnsKeyAtOnce() {
        assertThat(new BlockingKeyReader(millis -> 1).awaitByte(100)).isOne();
    }

    @Test
    void reportsFailedPoll() {
        assertThat(new BlockingKeyReader(millis -> -1).awaitByte(100)).isNegative();
    }

    @Test
    void doesNotPollOrSpinAfterLeave() {
        BlockingKeyReader keyboard = new BlockingKeyReader(this::nothing);
        keyboard.leave();
        long begun = System.nanoTime();

        assertThat(keyboard.awaitByte(50)).isZero();

        assertThat(polled).isEmpty();
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void ignoresKeyAfterLeave() {
        BlockingKeyReader[] keyboard = new BlockingKeyReader[1];
        keyboard[0] = new BlockingKeyReader(millis -> {
            keyboard[0].leave(); // while it waits
            return 1;
        });

        assertThat(keyboard[0].awaitByte(1)).isZero();
    }

    @Test
    void editingThreadSleepsUntilKeyIsPressed() throws Exception {
        BlockingQueue<LineEditor.Input> inputs = new LinkedBlockingQueue<>();
        VirtualScreen screen = new VirtualScreen(40, 5);
        EditorSettings settings =
                new EditorSettings(new TabCompletion(false), network -> Optional.empty(), EditingMode.EMACS, false);
        try (LineEditor editor = LineEditor.start(screen.terminal(), "> ", settings, Examples.OPS, inputs::add)) {
            screen.type("one\r");
            assertThat(inputs.poll(10, TimeUnit.SECONDS)).isEqualTo(new LineEditor.Input.Entered("one", false));
            while (editing().getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            long before = timesAsleep();

            Thread.sleep(500);

            assertThat(timesAsleep()).isEqualTo(before);
            editor.readMore();
            screen.type("two\r");
            assertThat(inputs.poll(10, TimeUnit.SECONDS)).isEqualTo(new LineEditor.Input.Entered("two", false));
        }
    }

    private static long timesAsleep() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(editing().getId())
                .getWaitedCount();
    }

    private static Thread editing() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("line-editor"))
                .findFirst()
                .orElseThrow();
    }

    private int nothing(int millis) {
        polled.add(millis);
        return 0;
    }
}
