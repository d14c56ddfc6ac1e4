package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be looked for first: never more than the expression itself asks for. */
final class RegexPrefilterTest {

    private static final int CASELESS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    @TempDir
    Path folder;

    @Test
    void theLongestPlainPartIsRequired() {
        assertThat(like("deploy")).containsExactly("%deploy%");
        assertThat(like("rol+.?backup")).containsExactly("%bac_up%");
        assertThat(like("^\\bhard\\b.*$")).containsExactly("%hard%");
        assertThat(like("a\\.b%c_d")).containsExactly("%a.b\\%c\\_d%");
        assertThat(like("colou?r and more")).containsExactly("%r and more%");
        assertThat(like("number[0-9]+")).containsExactly("%number%");
    }

    @Test
    void oneCharacterOfAnyKindInterruptsNothing() {
        assertThat(like("grün heute")).containsExactly("%gr_n heute%");
        assertThat(like("roll.back")).containsExactly("%roll_bac%");
        assertThat(like("[Ee]rror.*d[ai]sk")).containsExactly("%rror%");
        assertThat(like("load\\d of\\p{L}a")).containsExactly("%load_ of_a%");
        assertThat(like("a\uD83D\uDE00b")).containsExactly("%a_b%");
    }

    @Test
    void whatIsRepeatedStandsBeforeWhatFollows() {
        assertThat(like("[0-9]el+ow")).containsExactly("%low%");
        assertThat(like("ab{2,3}cd")).containsExactly("%bcd%");
        assertThat(like("abc{0}d")).containsExactly("%ab%");
    }

    @Test
    void ofAGroupOneBranchIsRequired() {
        assertThat(like("deploy(ed|ing)? (a|b)")).containsExactly("%deploy%");
        assertThat(like("(foo|bar)baz")).containsExactly("%baz%");
        assertThat(like("(error|warning)s?: [0-9]")).containsExactly("%error%", "%warn_ng%");
        assertThat(like("(?:error|fatal)|(?<warned>warn)+")).containsExactly("%error%", "%fatal%", "%warn%");
        assertThat(like("(?i)panic|oom")).containsExactly("%oom%", "%pan_c%");
        assertThat(like("(?=foo)(?<!bar)x")).containsExactly("%x%");
        assertThat(like("a(b(cdef|ghij)+)?")).containsExactly("%a%");
    }

    @Test
    void nothingIsRequiredWhereNothingIsCertain() {
        for (String open : new String[] {
            "(abc)?",
            "[abc]",
            "x*",
            ".*",
            "",
            "\\d+",
            "\\x41",
            "\\Qa\\E",
            "kiss",
            "ü",
            "abc|",
            "(a|b*)",
            "(abc|)",
            "a|b|c|d|e|f|g|h|j",
            "(?x)a b",
            "(?x: a b)",
            "[a[bc]]d",
            "[]a]d",
            "(a)\\1",
            "(?=abc)",
            "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))"
        }) {
            assertThat(like(open)).as(open).isEmpty();
        }
        assertThat(RegexPrefilter.like(Pattern.compile("a b", Pattern.COMMENTS)))
                .isEmpty();
    }

    @Test
    void plainWordsAreTakenAsTheyAre() {
        assertThat(RegexPrefilter.like(Pattern.compile("a.*(b|c\\", CASELESS | Pattern.LITERAL)))
                .containsExactly("%a.*(b|c\\\\%");
    }

    /** Whatever an expression finds, LIKE finds with what it requires: thousands of small ones on small texts. */
    @Test
    void noTextThatMatchesIsPassedOver() throws Exception {
        Expressions drawn = new Expressions(Long.getLong("seed", 4));
        try (SqliteSession session = SqliteSession.open(folder.resolve("empty.db"), SqliteSession.Access.CREATE)) {
            int ruledOut = 0;
            int found = 0;
            for (int i = 0; i < 40_000; i++) {
                Pattern expression = drawn.expression();
                List<String> like = RegexPrefilter.like(expression);
                String text = drawn.text();
                boolean passes = like.isEmpty();
                for (String one : like) {
                    passes |= session.first(
                                    "SELECT ? LIKE ? ESCAPE '\\'",
                                    statement -> {
                                        statement.setString(1, text);
                                        statement.setString(2, one);
                                    },
                                    row -> row.getBoolean(1))
                            .orElseThrow();
                }
                boolean matches = expression.matcher(text).find();
                ruledOut += passes ? 0 : 1;
                found += matches && !like.isEmpty() ? 1 : 0;
                assertThat(passes || !matches)
                        .as("'%s' in '%s' by %s", expression, text, like)
                        .isTrue();
            }
            assertThat(ruledOut).isGreaterThan(5_000);
            assertThat(found).isGreaterThan(1_000);
        }
    }

    private static List<String> like(String expression) {
        return RegexPrefilter.like(Pattern.compile(expression, CASELESS));
    }
}
