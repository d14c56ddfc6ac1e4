package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.InputLine;
import p2pchat.console.session.Session;

/** Plain mode, with a manual clock. */
@Timeout(30)
class LineTerminalTest {

    private static final String START =
            "incoming messages may\ninterrupt your line;\nkeep typing, it is sent\nintact\n> ";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final FakeFrontendListener listener = new FakeFrontendListener();
    private final AtomicReference<Runnable> ctrlC = new AtomicReference<>(() -> {});
    private final LineTerminal terminal;

    LineTerminalTest() throws IOException {
        Session.Streams streams = new Session.Streams(new PipedInputStream(keyboard), out, out, false);
        terminal = new LineTerminal(streams, 8, ctrlC::set, listener::millis, true, () -> 24);
        terminal.open(listener);
        terminal.startInput(100);
    }

    @AfterEach
    void close() {
        terminal.close();
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesStartBelowPrompt() throws Exception {
        assertThat(shown()).isEqualTo(START);
        terminal.print(List.of("14:02 alice  hi"));
        terminal.print(List.of("14:02 alice  again"));
        assertThat(shown()).isEqualTo(START + "\n14:02 alice  hi\n14:02 alice  again\n");
        keyboard.write("hello\n".getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        listener.untilLines(1);
        assertThat(listener.lines()).containsExactly(new InputLine.Text(1, "hello"));
        assertThat(shown()).as("a new prompt").endsWith("again\n> ");
    }

    /** A screen reader would read an icon, and hears where a row begins (newcomer 8 and 9). */
    @Test
    void readerGetsErrorsWithoutIconAndIndent() throws Exception {
        terminal.printError(Explanation.of(2, "nothing to search for", "the line ends there"));
        assertThat(shown()).isEqualTo(START + "\nerror: nothing to\nsearch for\nwhy:  the line ends\nthere\n");
    }

    @Test
    void clearIsNotAvailable() throws Exception {
        terminal.clear();
        assertThat(shown()).startsWith(START + "\n/clear is not available").doesNotContain("\u001b");
    }

    @Test
    void onlySecondCtrlCSoonAfterLeaves() {
        ctrlC.get().run();
        listener.advance(0);
        assertThat(shown()).isEqualTo(START + "\nCtrl-C again or Ctrl-D\nto leave\n> ");
        listener.advance(2_000);
        ctrlC.get().run();
        listener.advance(1_999);
        assertThat(listener.lines()).as("too late").isEmpty();
        ctrlC.get().run();
        listener.advance(0);
        assertThat(listener.lines()).containsExactly(new InputLine.End());
    }

    @Test
    void ctrlCSkipsDrainWhileLeaving() {
        terminal.stopInput();
        ctrlC.get().run();
        listener.advance(0);
        assertThat(listener.drainSkips()).isEqualTo(1);
        assertThat(shown()).isEqualTo(START);
    }
}
