package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.underWay;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.console.Examples;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.NodeAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.VectorClock;

/** Text that users wrote is shown as they wrote it, even if it contains symbols that the program uses itself. */
class UserTextTest {

    private static final String TEXT = "late: ★ a · b … ✓";
    private static final TextStyle ASCII = new TextStyle(true, false, Theme.MONO, true);

    private static List<Renderer> renderers() {
        return List.of(
                human(new TerminalStyle(TextStyle.PLAIN)),
                human(new TerminalStyle(ASCII)),
                human(new ScreenReaderStyle()),
                PlainRenderer.create());
    }

    private static Renderer human(MessageStyle style) {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style);
    }

    @Test
    void messageKeepsItsText() {
        for (Renderer renderer : renderers()) {
            List<String> lines =
                    rendered(renderer, List.of(entered(), said(ALICE, 1, TEXT), said(BOB, 2, TEXT), delivered(2)));
            assertThat(lines)
                    .as("%s", renderer)
                    .filteredOn(line -> line.contains(TEXT))
                    .hasSize(2);
        }
    }

    @Test
    void quotedMessageKeepsItsText() {
        ChatMessage original = message(ALICE, 1, TEXT);
        ChatMessage over = TestMessages.create(
                message(ALICE, 2, TEXT).id(),
                new MessageKey(ALICE.node(), 2),
                Optional.empty(),
                List.of(new MessageKey(CAROL.node(), 7)),
                2,
                TIME,
                ChatMessage.Kind.TEXT,
                TEXT,
                Optional.empty());
        for (Renderer renderer : renderers()) {
            List<String> lines = rendered(
                    renderer, List.of(entered(), marked(over, OrderMark.AFTER_GAP), marked(late(), OrderMark.LATE)));
            assertThat(String.join("\n", lines)).as("late, %s", renderer).contains("before \"" + TEXT + "\"");
        }
        for (Renderer renderer : renderers().subList(0, 3)) {
            assertThat(rendered(renderer, List.of(entered(), edited(ALICE, 3, original, "new"))))
                    .as("edit, %s", renderer)
                    .anyMatch(line -> line.contains("\"" + TEXT + "\""));
            assertThat(rendered(renderer, List.of(entered(), said(BOB, 2, TEXT), underWay(2, 3_000), delivered(2))))
                    .as("late delivery, %s", renderer)
                    .anyMatch(line -> line.contains("\"" + TEXT + "\" delivered to carol"));
        }
    }

    @Test
    void answersKeepMessageText() {
        NetworkEvent.Said said = replayed(ALICE, 1, TEXT);
        List<NodeAnswer> answers = List.of(
                new NodeAnswer.Listing(List.of(said), List.of(1), false),
                new NodeAnswer.Message(said, new VectorClock(new TreeMap<>(), true), Examples.SIGNED),
                new NodeAnswer.WhyMessage(said, Optional.empty(), Examples.SIGNED));
        for (Renderer renderer : renderers()) {
            for (NodeAnswer answer : answers) {
                assertThat(String.join("\n", renderer.answer(OPS, Optional.empty(), answer)))
                        .as("%s", renderer)
                        .contains(TEXT);
            }
        }
    }

    @Test
    void errorsKeepPaths() {
        Problem problem = new Problem.DiskFull(Path.of("/home/a · b …"));
        assertThat(String.join(
                        "\n", ErrorRenderer.lines(Explanations.ofNode(OPS).of(problem), ASCII)))
                .contains("/home/a · b …");
    }

    private static ChatMessage late() {
        return message(CAROL, 7, "wait");
    }

    private static NetworkEvent.Said marked(ChatMessage message, OrderMark mark) {
        return new NetworkEvent.Said(
                message, ALICE.nick(), false, true, TIME, mark, NetworkEvent.Revision.ORIGINAL, false);
    }
}
