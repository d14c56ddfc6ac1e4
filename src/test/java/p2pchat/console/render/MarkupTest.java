package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.said;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkupTest {

    private static final TextStyle LOOK = new TextStyle(false, true, Theme.MONO, true);

    @Test
    void stylesMarkedTextAndKeepsMarks() {
        assertThat(shown("run `make all` now")).isEqualTo("run <2>`make all`<0> now");
        assertThat(shown("**now**, not later")).isEqualTo("<1>**now**<0>, not later");
        assertThat(shown("(_really_)")).isEqualTo("(<3>_really_<0>)");
        assertThat(shown("`a_b_c` **x** _y z_")).isEqualTo("<2>`a_b_c`<0> <1>**x**<0> <3>_y z_<0>");
    }

    @Test
    void ignoresOtherUsesOfMarks() {
        for (String text : List.of(
                "snake_case_name",
                "2 ** 3 ** 4",
                "_ a _",
                "__init__",
                "a*b*c",
                "`",
                "``",
                "****",
                "_open",
                "x _a_b",
                "$1 \\")) {
            assertThat(shown(text)).isEqualTo(text);
        }
    }

    @Test
    void ignoresFencedCode() {
        assertThat(Markup.styled(List.of("see _it_", "```java", "a _b_ c", "```", "**so**"), LOOK).stream()
                        .map(MarkupTest::readable))
                .containsExactly("see <3>_it_<0>", "```java", "a _b_ c", "```", "<1>**so**<0>");
    }

    @Test
    void stylesMessagesOnlyWithCodes() {
        assertThat(last(new TerminalStyle(LOOK), "it is **red**")).endsWith("  it is \u001b[1m**red**\u001b[0m");
        assertThat(last(new TerminalStyle(TextStyle.PLAIN), "it is **red**")).endsWith("  it is **red**");
    }

    private static String last(MessageStyle style, String text) {
        Renderer in = HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22), style)
                .render(OPS, entered())
                .next();
        List<String> lines = in.render(OPS, said(ALICE, 1, text)).lines();
        return lines.get(lines.size() - 1);
    }

    private static String shown(String line) {
        return readable(Markup.styled(List.of(line), LOOK).get(0));
    }

    private static String readable(String line) {
        return line.replaceAll("\u001b\\[(\\d)m", "<$1>");
    }
}
