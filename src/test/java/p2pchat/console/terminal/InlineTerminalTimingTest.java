package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.input.InputLine;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.MemberNames;
import p2pchat.console.render.RosterFacts;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.NodeId;

/** Redraw limits and Ctrl-C, with a manual clock. */
@Timeout(60)
class InlineTerminalTimingTest {

    private final FakeFrontendListener listener = new FakeFrontendListener();
    private final VirtualScreen screen;
    private final InlineTerminal terminal;

    InlineTerminalTimingTest() throws Exception {
        screen = new VirtualScreen(80, 24);
        terminal = new InlineTerminal(
                screen.terminal(),
                new TextStyle(false, true, Theme.AUTO, true),
                new EditorSettings(
                        new TabCompletion(true), network -> Optional.empty(), EditingMode.EMACS, false, Duration.ZERO),
                listener::millis);
        terminal.open(listener);
        terminal.startInput(1_000);
        terminal.update(now(2));
        screen.untilLast("bob›");
    }

    @AfterEach
    void close() {
        terminal.close();
    }

    private static LiveView now(int members) {
        SortedMap<NodeId, String> nicks = new TreeMap<>();
        IntStream.rangeClosed(1, members).forEach(node -> nicks.put(new NodeId(node), "m" + node));
        NodeId self = new NodeId(2);
        MemberNames names = new MemberNames(
                Optional.of(self), nicks, nicks, Optional.of(new NodeId(1)), 1, Map.of(), Set.of(), RosterFacts.NONE);
        Condition condition = new Condition(State.CONNECTED, true, names.leader(), 1, List.of());
        LiveView.Facts facts = new LiveView.Facts(OPS, names, Optional.of(condition), 0, Optional.empty(), 0);
        return new LiveView("bob", List.of(), Optional.empty(), facts, List.of());
    }

    private boolean shows(String text) {
        return screen.lines().stream().anyMatch(line -> line.contains(text));
    }

    @Test
    void statusChangesAtMostFourTimesASecond() {
        terminal.update(now(3));
        assertThat(shows("3 members")).isTrue();
        terminal.update(now(4));
        listener.advance(100);
        terminal.update(now(5));
        listener.advance(149);
        assertThat(shows("3 members")).as("before 250 ms").isTrue();
        listener.advance(1);
        assertThat(shows("5 members")).isTrue();
    }

    @Test
    void linesOfOneFrameAreWrittenTogether() {
        terminal.print(List.of("the first"));
        assertThat(shows("the first")).isTrue();
        terminal.print(List.of("the second"));
        listener.advance(10);
        terminal.print(List.of("the third"));
        listener.advance(5);
        assertThat(shows("the second")).as("before 16 ms").isFalse();
        listener.advance(1);
        assertThat(shows("the second") && shows("the third")).isTrue();
    }

    @Test
    void lateCtrlCHintsAgain() throws Exception {
        screen.type("\u0003");
        untilHinted(1);
        listener.advance(2_000);
        screen.untilLast("bob›");
        screen.type("\u0003");
        untilHinted(2);
        assertThat(listener.lines()).isEmpty();
        listener.advance(1_999);
        screen.untilLast("bob›");
        screen.type("\u0003");
        listener.untilLines(1);
        assertThat(listener.lines()).containsExactly(new InputLine.End());
    }

    /** The line editor is closed, so Ctrl-C is a signal again. */
    @Test
    void ctrlCSkipsDrainWhileLeaving() throws Exception {
        terminal.stopInput();
        screen.type("\u0003");
        listener.untilDrainSkipped(1);
        assertThat(listener.drainSkips()).isEqualTo(1);
        screen.type("x");
        assertThat(shows("x")).as("an echo").isFalse();
    }

    private void untilHinted(int times) throws InterruptedException {
        screen.until(lines -> {
            listener.advance(0);
            return screen.lines().stream()
                            .filter(line -> line.startsWith("Ctrl-C again"))
                            .count()
                    == times;
        });
    }
}
