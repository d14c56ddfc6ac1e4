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
import p2pchat.console.input.InputLine;
import p2pchat.console.session.Session;

/** A terminal that gets no escape codes, with a clock and a session's thread that go on when the test says so. */
@Timeout(30)
class LineTerminalTest {

    private static final String START = LineTerminal.ANNOUNCEMENT + "\n> ";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final FakeFrontendListener floor = new FakeFrontendListener();
    private final AtomicReference<Runnable> ctrlC = new AtomicReference<>(() -> {});
    private final LineTerminal desk;

    LineTerminalTest() throws IOException {
        Session.Streams streams = new Session.Streams(new PipedInputStream(keyboard), out, out, false);
        desk = new LineTerminal(streams, 8, ctrlC::set, floor::millis);
        desk.open(floor);
        desk.startInput(100);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPromptStandsWhereOneTypesAndWhatComesInStandsOnItsOwnLine() throws Exception {
        assertThat(shown()).isEqualTo(START);
        desk.print(List.of("14:02 alice  hi"));
        desk.print(List.of("14:02 alice  again"));
        assertThat(shown()).isEqualTo(START + "\n14:02 alice  hi\n14:02 alice  again\n");
        keyboard.write("hello\n".getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        floor.untilHeard(1);
        assertThat(floor.heard()).containsExactly(new InputLine.Text(1, "hello"));
        assertThat(shown()).as("and one more, for the next").endsWith("again\n> ");
    }

    @Test
    void nothingIsClearedAndNoEscapeCodeIsWritten() throws Exception {
        desk.clear();
        assertThat(shown()).startsWith(START + "\n/clear is not available").doesNotContain("\u001b");
    }

    @Test
    void theFirstCtrlCHintsAndOnlyASecondSoonAfterLeaves() {
        ctrlC.get().run();
        floor.pass(0);
        assertThat(shown()).isEqualTo(START + "\nCtrl-C again or Ctrl-D to leave\n> ");
        floor.pass(2_000);
        ctrlC.get().run();
        floor.pass(1_999);
        assertThat(floor.heard()).as("the second came too late").isEmpty();
        ctrlC.get().run();
        floor.pass(0);
        assertThat(floor.heard()).containsExactly(new InputLine.End());
    }

    @Test
    void whoeverLeavesAlreadyHurriesByIt() {
        desk.stopInput();
        ctrlC.get().run();
        floor.pass(0);
        assertThat(floor.hurries()).isEqualTo(1);
        assertThat(shown()).isEqualTo(START);
    }
}
