package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SearchPatternTest {

    @Test
    void ignoresCase() {
        assertThat(SearchPattern.regex("roll.?back$").foundIn("a Roll-Back")).isTrue();
        assertThat(SearchPattern.regex("ÄÖ").foundIn("xäö")).isTrue();
        assertThat(SearchPattern.regex("^back").foundIn("a Roll-Back")).isFalse();
    }

    /** Both normal forms, Hangul by jamo, and case beyond ASCII (public 10). */
    @Test
    void findsCanonicallyEquivalentText() {
        for (String[] forms :
                new String[][] {{"Caf\u00E9", "cafe\u0301"}, {"\uD55C\uAE00", "\u1112\u1161\u11AB\u1100\u1173\u11AF"}
                }) {
            assertThat(SearchPattern.literal(forms[0]).foundIn("x " + forms[1])).isTrue();
            assertThat(SearchPattern.literal(forms[1]).foundIn("x " + forms[0])).isTrue();
            assertThat(SearchPattern.regex(forms[1] + "$").foundIn("x " + forms[0]))
                    .isTrue();
        }
        assertThat(SearchPattern.literal("\u03A3").foundIn("\u03BF\u03C2")).isTrue();
        assertThat(SearchPattern.literal("\u010D").foundIn("C\u030C")).isTrue();
        assertThat(SearchPattern.regex("[\u0430-\u044F]+").foundIn("\u0416")).isTrue();
        assertThat(SearchPattern.literal("cafe").foundIn("cafe\u0301")).isFalse();
    }

    @Test
    void findsLiteralTextOnly() {
        assertThat(SearchPattern.literal("(Back\\E").foundIn("roll (back\\e now"))
                .isTrue();
        assertThat(SearchPattern.literal("r.ll").foundIn("roll")).isFalse();
    }

    @Test
    void explainsRefusedExpressions() {
        refused("(", "missing closing )");
        refused("*a", "missing argument to repetition operator");
        for (String unsupported : new String[] {"(?=a)", "(?<=a)b", "(?<!a)b", "(a)\\1", "(?P<n>a)\\k<n>"}) {
            refused(unsupported, "lookaround and backreferences are not supported");
        }
        refused("x".repeat(1_001), "longer than 1,000 characters");
        refused("(a{1000}){1000}", "repetition counts are too large");
        refused("a{1,10000000000000000000}", "repetition counts are too large");
    }

    @Test
    @Timeout(60)
    void takesLinearTime() {
        String text = "a".repeat(60_000);
        assertThat(SearchPattern.regex("(a*)*b").foundIn(text)).isFalse();
        assertThat(SearchPattern.regex("(.|b)*[^ab]").foundIn(text)).isFalse();
        assertThat(SearchPattern.regex("(((((a+)+)+)+)+)+c").foundIn(text)).isFalse();
    }

    private static void refused(String expression, String reason) {
        assertThatThrownBy(() -> SearchPattern.regex(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid regular expression: " + reason);
    }
}
