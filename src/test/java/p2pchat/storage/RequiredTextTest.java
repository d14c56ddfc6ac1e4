package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be looked for first: never more than the expression itself asks for. */
final class RequiredTextTest {

    private static final int CASELESS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    @TempDir
    Path folder;

    @Test
    void theLongestPlainPartIsRequired() {
        assertThat(like("deploy")).contains("%deploy%");
        assertThat(like("rol+.?backup")).contains("%bac_up%");
        assertThat(like("^\\bhard\\b.*$")).contains("%hard%");
        assertThat(like("a\\.b%c_d")).contains("%a.b\\%c\\_d%");
        assertThat(like("colou?r and more")).contains("%r and more%");
        assertThat(like("number[0-9]+")).contains("%number%");
        assertThat(like("grün heute")).contains("%n heute%");
    }

    @Test
    void nothingIsRequiredWhereNothingIsCertain() {
        for (String open :
                new String[] {"a|b", "(abc)?", "[abc]", "x*", ".*", "", "\\d+", "\\x41", "\\Qa\\E", "kiss", "ü"}) {
            assertThat(like(open)).as(open).isEmpty();
        }
        assertThat(RequiredText.like(Pattern.compile("a b", Pattern.COMMENTS))).isEmpty();
    }

    @Test
    void plainWordsAreTakenAsTheyAre() {
        assertThat(RequiredText.like(Pattern.compile("a.*(b|c\\", CASELESS | Pattern.LITERAL)))
                .contains("%a.*(b|c\\\\%");
    }

    /** Whatever an expression finds, LIKE finds with what it requires: thousands of small ones on small texts. */
    @Test
    void noTextThatMatchesIsPassedOver() throws Exception {
        Random random = new Random(4);
        try (SqliteSession session = SqliteSession.open(folder.resolve("empty.db"), SqliteSession.Access.CREATE)) {
            int ruledOut = 0;
            for (int i = 0; i < 20_000; i++) {
                Pattern expression = expression(random);
                Optional<String> like = RequiredText.like(expression);
                String text = drawn(random, "aAbBkKiIſ\u212aı\u0130%_\\. 1", 8);
                if (like.isPresent()) {
                    boolean passes = session.first(
                                    "SELECT ? LIKE ? ESCAPE '\\'",
                                    statement -> {
                                        statement.setString(1, text);
                                        statement.setString(2, like.get());
                                    },
                                    row -> row.getBoolean(1))
                            .orElseThrow();
                    ruledOut += passes ? 0 : 1;
                    assertThat(passes || !expression.matcher(text).find())
                            .as("'%s' in '%s' by %s", expression, text, like)
                            .isTrue();
                }
            }
            assertThat(ruledOut).isGreaterThan(1_000);
        }
    }

    private static Pattern expression(Random random) {
        while (true) {
            try {
                int flags = CASELESS | (random.nextInt(8) == 0 ? Pattern.LITERAL : 0);
                return Pattern.compile(drawn(random, "aabbkis%_.*?+|()[]{}1,\\^$ dwb", 6), flags);
            } catch (PatternSyntaxException drawAgain) {
                // most of what is drawn is none
            }
        }
    }

    private static String drawn(Random random, String characters, int most) {
        StringBuilder drawn = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            drawn.append(characters.charAt(random.nextInt(characters.length())));
        }
        return drawn.toString();
    }

    private static Optional<String> like(String expression) {
        return RequiredText.like(Pattern.compile(expression, CASELESS));
    }
}
