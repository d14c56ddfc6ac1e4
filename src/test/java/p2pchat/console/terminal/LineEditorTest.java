package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.terminal.LineEditor.Input;

@Timeout(60)
class LineEditorTest {

    /** public 9. */
    @Test
    void faultOfLineReaderIsNoEndOfInput() throws Exception {
        BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
        VirtualScreen screen = new VirtualScreen(80, 24);
        EditorSettings settings = new EditorSettings(
                new TabCompletion(true), network -> Optional.empty(), EditingMode.EMACS, false, Duration.ZERO);
        try (LineEditor editor = LineEditor.start(screen.terminal(), "bob> ", settings, OPS, inputs::add)) {
            screen.untilLast("bob>");
            editor.line().getWidgets().put(KeyBindings.MEMBERS, () -> {
                throw new IllegalStateException("a fault");
            });
            screen.type("still \u001bmhere\r");
            assertThat(inputs.poll(15, TimeUnit.SECONDS)).isEqualTo(new Input.Entered("still here", false));
        }
    }
}
