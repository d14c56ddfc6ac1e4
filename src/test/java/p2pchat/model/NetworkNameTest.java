package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NetworkNameTest {

    @Test
    void foldsCaseInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr"));
            assertThat(NetworkName.parse("WIKI.1_a-b")).isEqualTo(new NetworkName("wiki.1_a-b"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void limitsLengthAndCharacters() {
        for (String good : List.of("g", "1", "a".repeat(32), "a..", "0_-.")) {
            assertThat(new NetworkName(good)).hasToString(good);
        }
        for (String bad : List.of("", "a".repeat(33), ".a", "-a", "_a", "a b", "A", "\u00e4", "a/b", "../a", "a\n")) {
            assertThatThrownBy(() -> new NetworkName(bad)).as("'%s'", bad).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
