package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.UserInterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The line reader while its two threads get in each other's way. */
@Timeout(60)
class ChatLineReaderTest {

    private static final String QUESTION = "delete \"a word\" for everyone? [y]es [n]o ";

    private final VirtualScreen screen;
    private final ChatLineReader line;
    private final Thread reading;

    ChatLineReaderTest() throws Exception {
        screen = new VirtualScreen(80, 24);
        line = new ChatLineReader(
                screen.terminal(),
                screen.terminal().enterRawMode(),
                new EditorSettings(
                        new TabCompletion(true), network -> Optional.empty(), EditingMode.EMACS, false, Duration.ZERO),
                () -> {},
                () -> {});
        reading = new Thread(this::readLines, "reading");
        reading.setDaemon(true);
    }

    private void readLines() {
        try {
            while (true) {
                String unused = line.readLineOrAnswer();
            }
        } catch (UserInterruptException e) {
            // the test has ended
        }
    }

    @AfterEach
    void stop() {
        reading.interrupt();
    }

    /**
     * The prompt changes between two outputs of a line that starts with a draft. The shorter prompt must not be drawn over
     * the longer one.
     */
    @Test
    void promptChangedAtLineStartReplacesOldPrompt() throws Exception {
        line.prompt(QUESTION);
        line.restoreInput("a draft");
        CountDownLatch changed = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        screen.afterOutput(() -> {
            if (screen.last().contains("a draft") && first.getAndSet(false)) {
                Thread session = new Thread(() -> {
                    line.redraw("bob> ");
                    changed.countDown();
                });
                session.start();
                while (session.getState() == Thread.State.RUNNABLE || session.getState() == Thread.State.NEW) {
                    Thread.onSpinWait();
                }
            }
        });
        reading.start();
        changed.await();
        screen.untilLast("bob> a draft");
        screen.type("!");
        assertThat(screen.untilLast("bob> a draft!"))
                .as("the rest of the old prompt")
                .hasSize(1);
    }
}
