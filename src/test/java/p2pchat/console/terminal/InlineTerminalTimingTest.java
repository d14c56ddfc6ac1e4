package p2pchat.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import p2pchat.console.input.InputLine;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;

/** When the console writes, and what Ctrl-C means when: with a clock that goes on when the test says so. */
@Timeout(60)
class InlineTerminalTimingTest {

    private final FakeFrontendListener floor = new FakeFrontendListener();
    private final VirtualScreen screen;
    private final InlineTerminal desk;

    InlineTerminalTimingTest() throws Exception {
        screen = new VirtualScreen(80, 24);
        desk = new InlineTerminal(
                screen.terminal(),
                new TextStyle(false, true, Theme.AUTO, true),
                new EditorSettings(new TabCompletion(true), network -> Optional.empty(), EditingMode.EMACS, false),
                floor::millis);
        desk.open(floor);
        desk.startInput(1_000);
        desk.update(now(2));
        screen.untilLast("bob›");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static LiveView now(int members) {
        LiveView.Facts facts = new LiveView.Facts(
                OPS,
                NetworkEvent.State.CONNECTED,
                true,
                Optional.of(new NodeId(2)),
                Optional.of("alice"),
                false,
                Duration.ZERO,
                members,
                members,
                0,
                1,
                Optional.empty(),
                0);
        return new LiveView("bob", List.of(), Optional.empty(), facts, List.of());
    }

    private boolean shows(String text) {
        return screen.lines().stream().anyMatch(line -> line.contains(text));
    }

    @Test
    void theStatusChangesFourTimesASecondAtMost() {
        desk.update(now(3));
        assertThat(shows("3 members")).isTrue();
        desk.update(now(4));
        floor.pass(100);
        desk.update(now(5));
        floor.pass(149);
        assertThat(shows("3 members")).as("a quarter of a second is not over").isTrue();
        floor.pass(1);
        assertThat(shows("5 members")).isTrue();
    }

    @Test
    void whatComesWithinOneFrameIsWrittenAtOnce() {
        desk.print(List.of("the first"));
        assertThat(shows("the first")).isTrue();
        desk.print(List.of("the second"));
        floor.pass(10);
        desk.print(List.of("the third"));
        floor.pass(5);
        assertThat(shows("the second")).as("sixteen milliseconds are not over").isFalse();
        floor.pass(1);
        assertThat(shows("the second") && shows("the third")).isTrue();
    }

    @Test
    void aSecondCtrlCThatComesLateHintsAgain() throws Exception {
        screen.type("\u0003");
        untilHinted(1);
        floor.pass(2_000);
        screen.untilLast("bob›");
        screen.type("\u0003");
        untilHinted(2);
        assertThat(floor.heard()).isEmpty();
        floor.pass(1_999);
        screen.untilLast("bob›");
        screen.type("\u0003");
        floor.untilHeard(1);
        assertThat(floor.heard()).containsExactly(new InputLine.End());
    }

    /** Nothing is edited any more, so the key is a signal again. */
    @Test
    void ctrlCHurriesWhoeverLeavesAlready() throws Exception {
        desk.stopInput();
        screen.type("\u0003");
        floor.untilHurried(1);
        assertThat(floor.hurries()).isEqualTo(1);
        screen.type("x");
        assertThat(shows("x")).as("an echo").isFalse();
    }

    private void untilHinted(int times) throws InterruptedException {
        screen.until(lines -> {
            floor.pass(0);
            return screen.lines().stream()
                            .filter(line -> line.startsWith("Ctrl-C again"))
                            .count()
                    == times;
        });
    }
}
