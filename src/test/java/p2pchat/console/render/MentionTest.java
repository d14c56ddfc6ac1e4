package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.said;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MentionTest {

    @Test
    void findsNickAsWord() {
        assertThat(Stream.of("bob", "@bob look", "Bob: look", "ask bob.", "(bob)", "bobby or bob?", "я,bob"))
                .allMatch(text -> Mention.of("bob", text));
        assertThat(Stream.of("", "bobby", "bo", "kabob", "bob-2", "bob.x", "x_bob", "@bob2"))
                .noneMatch(text -> Mention.of("bob", text));
        assertThat(Mention.of("", "anything")).isFalse();
        assertThat(Mention.of("ann.", "hi ann.")).isTrue();
    }

    @Test
    void highlightsMention() {
        Renderer inOps = HumanRenderer.create(
                        ZoneOffset.UTC,
                        LocalDate.of(2026, 11, 22),
                        new TerminalStyle(new TextStyle(false, true, Theme.AUTO, true)))
                .render(OPS, entered())
                .next();
        assertThat(lines(inOps, "bob, look")).last().asString().endsWith("  \u001b[1;33mbob, look\u001b[0m");
        assertThat(lines(inOps, "look")).last().asString().endsWith("  look");
    }

    private static List<String> lines(Renderer renderer, String text) {
        return renderer.render(OPS, said(ALICE, 1, text)).lines();
    }
}
