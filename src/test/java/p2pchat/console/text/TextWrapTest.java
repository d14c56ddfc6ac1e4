package p2pchat.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Long lines on a terminal (newcomer 8). */
class TextWrapTest {

    private static final String MESSAGE =
            "14:02 alice  deploy at three? the build is green, see https://ci.example.org/builds/2026/11/22/41";

    private static List<String> wrapped(String line, int columns) {
        return TextWrap.wrap(List.of(line), columns, true);
    }

    @Test
    void alignsRowsUnderTheText() {
        assertThat(wrapped(MESSAGE, 61))
                .containsExactly(
                        "14:02 alice  deploy at three? the build is green, see",
                        "             https://ci.example.org/builds/2026/11/22/41");
        assertThat(wrapped(MESSAGE, 41))
                .containsExactly(
                        "14:02 alice  deploy at three? the build",
                        "             is green, see",
                        "             https://ci.example.org/buil",
                        "             ds/2026/11/22/41");
        assertThat(wrapped("      bob  said without a time", 21))
                .containsExactly("      bob  said", "        without a", "        time");
    }

    @Test
    void fitsTwentyColumns() {
        assertThat(wrapped("14:02 alexandra-of-the-north  hello there", 20))
                .containsExactly("14:02 alexandra-of-", "        the-north", "        hello there");
        assertThat(wrapped("! cannot reach the leader", 20)).containsExactly("! cannot reach the", "  leader");
    }

    @Test
    void alignsNoticesHelpAndErrors() {
        assertThat(wrapped("→ you joined ops as bob (#2) · alice leads", 31))
                .containsExactly("→ you joined ops as bob (#2) ·", "  alice leads");
        assertThat(wrapped("  /history [N]  list the last messages, with numbers", 52))
                .containsExactly("  /history [N]  list the last messages, with", "                numbers");
        assertThat(wrapped("  why:  nobody listens on that port", 31))
                .containsExactly("  why:  nobody listens on that", "        port");
    }

    @Test
    void keepsIndentOfLaterLinesOfMessage() {
        assertThat(wrapped("         if (green)  deploy now", 31))
                .containsExactly("         if (green)  deploy", "         now");
        assertThat(wrapped("             fits", 25)).containsExactly("             fits");
        assertThat(wrapped("             deploy it now", 25)).containsExactly("        deploy it now");
    }

    @Test
    void breaksChineseAndJapaneseBetweenCharacters() {
        assertThat(wrapped("14:02 bob  今日は晴れです。明日も", 23)).containsExactly("14:02 bob  今日は晴れ", "        です。明日も");
        assertThat(wrapped("a「漢字」漢", 8)).containsExactly("a「漢", "  字」", "  漢");
    }

    @Test
    void neverSeparatesMarksAndEmojiParts() {
        String family = "👩\u200d👩\u200d👧";
        assertThat(TextWrap.wrap(List.of("e\u0301".repeat(6)), 5, false))
                .containsExactly("e\u0301".repeat(4), "e\u0301".repeat(2));
        assertThat(TextWrap.wrap(List.of(family.repeat(2)), 8, false)).containsExactly(family, family);
    }

    @Test
    void ignoresWidthOfStyles() {
        String styled = "\u001b[2m14:02\u001b[0m \u001b[1myou\u001b[0m  one two \u001b[1m**three**\u001b[0m";
        assertThat(wrapped(styled, 29)).containsExactly(styled);
        assertThat(wrapped(styled, 28))
                .containsExactly(
                        "\u001b[2m14:02\u001b[0m \u001b[1myou\u001b[0m  one two",
                        "         \u001b[1m**three**\u001b[0m");
    }

    @Test
    void readerGetsNoIndent() {
        assertThat(TextWrap.wrap(List.of("message from bob at 14:02: hello there"), 31, false))
                .containsExactly("message from bob at 14:02:", "hello there");
    }

    @Test
    void keepsLinesOfPipe() {
        assertThat(wrapped(MESSAGE, 0)).containsExactly(MESSAGE);
    }

    /** Every row fits, and the rows have the same text as the line. */
    @Test
    void wrapsRandomLines() {
        Random random = new Random(1);
        String[] pieces = {" ", "  ", "a", "word", "漢", "。", "e\u0301", "🎉", "\u001b[1m", "-", "https://x.org/"};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(40); n >= 0; n--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            int columns = 5 + random.nextInt(60);
            List<String> rows = TextWrap.wrap(List.of(line.toString()), columns, random.nextBoolean());
            assertThat(rows).allSatisfy(row -> assertThat(TextWrap.width(row)).isLessThan(columns));
            assertThat(String.join("", rows).replace(" ", ""))
                    .isEqualTo(line.toString().replace(" ", ""));
        }
    }
}
