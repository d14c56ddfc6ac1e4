package p2pchat.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.model.Nick;

class SanitiserTest {

    private static final int SEEDS = Integer.getInteger("seeds", 20_000);

    /** The code points that the rules treat specially, and their neighbors; fuzzing uses them often. */
    private static final int[] NASTY = {
        0, 7, 8, '\t', '\n', '\r', 0x1B, 0x1F, ' ', 'a', '1', '[', ']', 0x7F, 0x80, 0x9B, 0x9F, 0xA0, 0xAD, 0xE9, 0x300,
        0x301, 0x489, 0x600, 0x61C, 0x627, 0x64E, 0x915, 0x94D, 0x1100, 0x1161, 0x115F, 0x1160, 0x180E, 0x200B, 0x200C,
        0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068,
        0x2069, 0x2764, 0x3164, 0xD83D, 0xDE00, 0xFE0E, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFD, 0x1F469, 0x1F3FB,
        0x1F3F4, 0xE0067, 0xE007F, 0xE0100, 0x10FFFF
    };

    @Test
    void outputNeverControlsTerminalOrReordersText() {
        for (int seed = 0; seed < SEEDS; seed++) {
            String raw = random(seed);
            String clean = Sanitiser.text(raw);
            assertThat(clean.codePoints().filter(c -> c != '\n').noneMatch(SanitiserTest::isDangerous))
                    .as("seed %s: %s", seed, escaped(clean))
                    .isTrue();
            assertThat(Sanitiser.text(clean))
                    .as("twice, seed %s: %s", seed, escaped(raw))
                    .isEqualTo(clean);
            assertThat(Sanitiser.line(raw)).doesNotContain("\n");
            assertThat(new String(clean.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as("has a form in UTF-8, seed %s", seed)
                    .isEqualTo(clean);
        }
    }

    @Test
    void nicksHaveOnlyAllowedCharacters() {
        for (int seed = 0; seed < SEEDS; seed++) {
            String clean = Sanitiser.nick(random(seed));
            assertThat(clean).as("twice, seed %s", seed).isEqualTo(Sanitiser.nick(clean));
            assertThat(clean.codePointCount(0, clean.length())).isBetween(1, Nick.MAX_LENGTH);
            assertThat(clean.equals("?")
                            || clean.codePoints()
                                    .allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.'))
                    .as("seed %s: %s", seed, escaped(clean))
                    .isTrue();
        }
    }

    @Test
    void removesEscapeCharacters() {
        assertThat(Sanitiser.text("a\u001B[31mred\u009B2J\u0007\b")).isEqualTo("a[31mred2J");
    }

    @Test
    void keepsLinesAndReplacesTabs() {
        assertThat(Sanitiser.text("a\r\nb\tc\u2028d\re")).isEqualTo("a\nb    c\nde");
    }

    @Test
    void showsReorderingCharacters() {
        assertThat(Sanitiser.text("\u202Eabc\u2069\u200B\u200Ed")).isEqualTo("‹U+202E›abc‹U+2069›‹U+200B›‹U+200E›d");
    }

    @Test
    void keepsEmojiSequences() {
        String family = "👩‍👩‍👧‍👦 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽 🇩🇪";
        assertThat(Sanitiser.text(family)).isEqualTo(family);
        assertThat(Sanitiser.text("a\u200Db👩\u200Db")).isEqualTo("a‹U+200D›b👩‹U+200D›b");
        assertThat(Sanitiser.text("a\uFE0F")).isEqualTo("a‹U+FE0F›");
    }

    /** Persian, Devanagari and Malayalam words (public 1). */
    @Test
    void keepsJoinersBetweenLettersOfTheirScript() {
        for (String word : List.of("می\u200cخواهم", "क्\u200cष", "क्\u200dष", "അവന്\u200d", "നന്\u200d.")) {
            assertThat(Sanitiser.text(word)).isEqualTo(word);
        }
        assertThat(Sanitiser.text("می\u200c\u200cخ")).isEqualTo("می‹U+200C›‹U+200C›خ");
        assertThat(Sanitiser.text("a\u200cb م\u200cb م\u200c")).isEqualTo("a‹U+200C›b م‹U+200C›b م‹U+200C›");
    }

    @Test
    void keepsAtMostFourMarksPerLetter() {
        assertThat(Sanitiser.text("e" + "\u0301".repeat(9) + "x\u0301"))
                .isEqualTo("e" + "\u0301".repeat(4) + "x\u0301");
    }

    @Test
    void replacesLoneSurrogates() {
        assertThat(Sanitiser.text("a\uD83Db\uDE00")).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(Sanitiser.wellFormed("a\uD83Db😀\uDE00")).isEqualTo("a\uFFFDb😀\uFFFD");
    }

    @Test
    void removesInvisibleCharactersFromNicks() {
        assertThat(Sanitiser.nick("a\u200Bl\u202Ei\u001B[1mce")).isEqualTo("ali1mce");
        assertThat(Sanitiser.nick("\u3164")).isEqualTo("?");
        assertThat(Sanitiser.nick("ａｎｎ")).isEqualTo("ann");
        assertThat(Sanitiser.nick("x".repeat(99))).hasSize(24);
    }

    /** Independent of the sanitiser: C0, C1, DEL, bidi controls, zero width, line separators. */
    private static boolean isDangerous(int c) {
        boolean joiner = c == 0x200C || c == 0x200D;
        return c < 0x20
                || c >= 0x7F && c <= 0x9F
                || c >= 0x202A && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || c >= 0x200B && c <= 0x200F && !joiner
                || c == 0x061C
                || c == 0x2028
                || c == 0x2029
                || c == 0xFEFF
                || c >= 0xD800 && c <= 0xDFFF;
    }

    private static String random(int seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            int c = random.nextInt(4) == 0 ? random.nextInt(0x110000) : NASTY[random.nextInt(NASTY.length)];
            text.append(Character.toChars(c));
        }
        return text.toString();
    }

    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.append(String.format("U+%04X ", c)));
        return shown.toString();
    }
}
