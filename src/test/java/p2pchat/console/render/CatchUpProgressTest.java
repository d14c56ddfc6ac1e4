package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.condition;
import static p2pchat.console.Examples.entered;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.console.terminal.StatusLine;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.NetworkEvent.Sync;

/** The status line shows the progress of a catch-up that takes a while. */
class CatchUpProgressTest {

    private static final TextStyle LOOK = new TextStyle(false, false, Theme.MONO, true);
    private static final int MANY = CatchUpProgress.SCREENFUL + 1;

    private Renderer renderer = HumanRenderer.create(
                    ZoneOffset.UTC, LocalDate.of(2026, 11, 22), new TerminalStyle(LOOK))
            .render(OPS, entered())
            .next();

    @Test
    void showsLargeCatchUpAtOnce() {
        happens(0, new Sync(0, MANY));
        assertThat(status(LOOK)).isEqualTo(" ops · leader alice · 3 members · ↻ catching up 0 % ");
        assertThat(renderer.holdsBack()).as("it is checked again").isTrue();
        happens(10, new Sync(MANY - 1, MANY));
        assertThat(status(LOOK)).contains("↻ catching up 98 %");
        assertThat(status(new TextStyle(true, false, Theme.MONO, true))).contains("| ~ catching up 98 %");
        assertThat(happens(20, new Sync(MANY, MANY)))
                .containsExactly("→ caught up; 51 earlier messages are in the history");
        assertThat(status(LOOK)).contains("● connected");
        assertThat(renderer.holdsBack()).isFalse();
    }

    @Test
    void showsSmallCatchUpAfterDelay() {
        happens(0, new Sync(0, MANY - 1));
        assertThat(status(LOOK)).contains("● connected");
        renderer = renderer.overdue(TIME + 399).next();
        assertThat(status(LOOK)).contains("● connected");
        renderer = renderer.overdue(TIME + 400).next();
        assertThat(status(LOOK)).contains("↻ catching up 0 %");
        happens(500, new Sync(10, MANY - 1));
        assertThat(status(LOOK)).contains("↻ catching up 20 %");
    }

    @Test
    void hidesStalledCatchUp() {
        happens(0, new Sync(0, MANY));
        happens(5_000, new Sync(1, MANY));
        renderer = renderer.overdue(TIME + 14_999).next();
        assertThat(status(LOOK)).contains("catching up 1 %");
        renderer = renderer.overdue(TIME + 15_000).next();
        assertThat(status(LOOK)).contains("● connected");
        assertThat(renderer.holdsBack()).isFalse();
    }

    @Test
    void prefersMissingLeaderOverProgress() {
        happens(0, new Sync(0, MANY));
        happens(1, condition(State.PARTIAL, true));
        assertThat(status(LOOK)).contains("catching up");
        happens(1, condition(State.ELECTING, false));
        assertThat(status(LOOK)).contains("no leader").doesNotContain("catching up");
    }

    @Test
    void reportsOnlyFiveOrMoreMessages() {
        assertThat(happens(0, new Sync(4, 4))).isEmpty();
        assertThat(happens(0, new Sync(5, 5))).containsExactly("→ caught up; 5 earlier messages are in the history");
    }

    private List<String> happens(long millis, NetworkEvent event) {
        Renderer.Rendering rendering = renderer.at(TIME + millis).render(OPS, event);
        renderer = rendering.next();
        return rendering.lines();
    }

    private String status(TextStyle look) {
        return StatusLine.text(renderer.live(OPS).orElseThrow().facts(), 99, look);
    }
}
