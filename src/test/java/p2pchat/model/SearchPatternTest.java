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
