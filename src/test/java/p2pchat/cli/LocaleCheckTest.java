package p2pchat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;

/** Arguments that Java cannot decode (public 2). */
class LocaleCheckTest {

    private static final List<String> BROKEN = List.of("send", "-g", "lunch", "\uFFFD\uFFFDber");

    @Test
    void namesTheLocale() {
        assertThat(LocaleCheck.check(BROKEN, Map.of("LANG", "C"), "ANSI_X3.4-1968"))
                .hasValueSatisfying(error -> {
                    assertThat(error.code()).isEqualTo(Explanations.USAGE);
                    assertThat(error.line()).contains("argument 4", "LANG=C", "ANSI_X3.4-1968");
                });
        assertThat(LocaleCheck.check(BROKEN, Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "POSIX"), "ANSI_X3.4-1968"))
                .map(Explanation::line)
                .hasValueSatisfying(line -> assertThat(line).contains("LC_ALL=POSIX"));
    }

    @Test
    void checksVariablesOfFolders() {
        assertThat(LocaleCheck.check(List.of(), Map.of("HOME", "/home/\uFFFD"), "ANSI_X3.4-1968"))
                .map(Explanation::what)
                .hasValueSatisfying(what -> assertThat(what).endsWith("HOME"));
        assertThat(LocaleCheck.check(List.of(), Map.of("PS1", "\uFFFD"), "ANSI_X3.4-1968"))
                .isEmpty();
    }

    @Test
    void acceptsWhatTheLocaleRepresents() {
        assertThat(LocaleCheck.check(BROKEN, Map.of(), "UTF-8")).isEmpty();
        assertThat(LocaleCheck.check(List.of("send", "hello"), Map.of("LANG", "C"), "ANSI_X3.4-1968"))
                .isEmpty();
    }
}
