package p2pchat.storage;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Draws small regular expressions, half of them well formed by rule and half of any characters, and small texts of the
 * same letters, so that many match.
 */
final class Expressions {

    private static final int CASELESS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final String LETTERS = "aAbBkKiIſ\u212aı\u0130%_\\. 1ü\uD83D\uDE00\t\n";
    private static final String[] ITEMS = {
        "a",
        "b",
        "c",
        "K",
        "s",
        "1",
        "%",
        "_",
        "ü",
        "\uD83D\uDE00",
        "\\.",
        "\\\\",
        ".",
        "^",
        "$",
        "\\b",
        "\\d",
        "\\w",
        "\\S",
        "\\p{L}",
        "\\pL",
        "\\t",
        "[ab]",
        "[^a]",
        "[a-c1]",
        "[\\]b]",
        "[]a]",
        "[a[bc]]",
        "[a&&b]",
        "\\x61",
        "\\Qa\\E",
        "(?i)",
        "(?s)",
        "(?=a)",
        "(?!b)",
        "(?<=a)",
        "(?<!b)",
        "\\R",
        "\\X",
        "{",
        "]",
        "}",
        "&",
        "\\1",
        " "
    };
    private static final String[] REPETITIONS = {
        "?", "*", "+", "??", "*?", "+?", "?+", "++", "{0}", "{1}", "{2}", "{0,2}", "{1,}", "{2,3}?", "{00,1}"
    };
    private static final String[] OPENINGS = {"(", "(", "(?:", "(?<n>", "(?>", "(?i:", "(?s:", "(?=", "(?x: "};

    private final Random random;

    Expressions(long seed) {
        random = new Random(seed);
    }

    Pattern expression() {
        while (true) {
            String drawn = random.nextBoolean() ? branches(2) : drawn("aabbkis%_.*?+|()[]{}1,\\^$ dwb", 6);
            int flags = CASELESS
                    | (random.nextInt(8) == 0 ? Pattern.LITERAL : 0)
                    | (random.nextInt(16) == 0 ? Pattern.COMMENTS : 0);
            try {
                return Pattern.compile(drawn, random.nextInt(8) == 0 ? 0 : flags);
            } catch (PatternSyntaxException drawAgain) {
                // many of what is drawn is none
            }
        }
    }

    String text() {
        String drawn = drawn(LETTERS, 20);
        return new String(drawn.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private String branches(int depth) {
        StringBuilder drawn = new StringBuilder(branch(depth));
        while (random.nextInt(3) == 0) {
            drawn.append('|').append(branch(depth));
        }
        return drawn.toString();
    }

    private String branch(int depth) {
        StringBuilder drawn = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            drawn.append(depth > 0 && random.nextInt(3) == 0 ? one(OPENINGS) + branches(depth - 1) + ')' : one(ITEMS));
            drawn.append(random.nextInt(3) == 0 ? one(REPETITIONS) : "");
        }
        return drawn.toString();
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String drawn(String characters, int most) {
        StringBuilder drawn = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            drawn.append(characters.charAt(random.nextInt(characters.length())));
        }
        return drawn.toString();
    }
}
