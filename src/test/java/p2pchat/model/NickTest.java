package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NickTest {

    @Test
    void isNormalized() {
        assertThat(Nick.parse("e\u0301va")).isEqualTo(new Nick("\u00e9va"));
        assertThat(Nick.parse("\uff21da")).isEqualTo(new Nick("Ada")); // a full-width A
        assertThatThrownBy(() -> new Nick("\uff21da")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsLengthAndCharacters() {
        for (String good : List.of("a", "n3", "J.-L._x", "\u660e", "a".repeat(24))) {
            assertThat(new Nick(good).value()).isEqualTo(good);
        }
        for (String bad : List.of(
                "", "-", "._", "a".repeat(25), "a b", "a/b", "a\nb", "a\u202eb", "\u001b[31m", "@a", "\ud800")) {
            assertThatThrownBy(() -> new Nick(bad)).as("'%s'", bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void countsCodePoints() {
        String wide = "\ud840\udc00".repeat(24); // 24 letters, 48 chars
        assertThat(new Nick(wide).value()).hasSize(48);
        assertThat(new Nick(wide).makeUnique(nick -> nick.value().equals(wide)).value())
                .isEqualTo("\ud840\udc00".repeat(23) + "2");
    }

    @Test
    void appendsFirstFreeNumber() {
        Set<String> taken = new HashSet<>(Set.of("ada", "ada2", "ada3", "ada5"));
        assertThat(new Nick("ada").makeUnique(nick -> taken.contains(nick.value())))
                .isEqualTo(new Nick("ada4"));
        assertThat(new Nick("eve").makeUnique(nick -> taken.contains(nick.value())))
                .isEqualTo(new Nick("eve"));
    }

    @Test
    void continuesTrailingNumber() {
        assertThat(unique("ann2", Set.of("ann2"))).isEqualTo("ann3");
        assertThat(unique("ann9", Set.of("ann9", "ann10"))).isEqualTo("ann11");
        assertThat(unique("ann2", Set.of("ann"))).isEqualTo("ann2");
        assertThat(unique("007", Set.of("007"))).isEqualTo("0072");
        assertThat(unique("ann02", Set.of("ann02"))).isEqualTo("ann022");
        assertThat(unique("a12345", Set.of("a12345"))).isEqualTo("a123452");
        assertThat(unique("a".repeat(23) + "9", Set.of("a".repeat(23) + "9"))).isEqualTo("a".repeat(22) + "10");
    }

    private static String unique(String wished, Set<String> taken) {
        return new Nick(wished).makeUnique(nick -> taken.contains(nick.value())).value();
    }

    @Test
    void recognizesNumberedFormOfNick() {
        List<List<String>> numbered = List.of(
                List.of("ann", "ann2"),
                List.of("ann", "ann10000"),
                List.of("ann2", "ann3"),
                List.of("x9", "x12"),
                List.of("77", "772"),
                List.of("a".repeat(24), "a".repeat(22) + "10"));
        List<List<String>> other = List.of(
                List.of("ann", "ann"),
                List.of("ann", "Ann2"),
                List.of("ann", "ann1"),
                List.of("ann", "ann02"),
                List.of("ann", "ann100000"),
                List.of("ann3", "ann2"),
                List.of("ann", "anna2"),
                List.of("ann", "an2"),
                List.of("ann", "mallory"));
        numbered.forEach(pair -> assertThat(new Nick(pair.get(1)).isNumbered(new Nick(pair.get(0))))
                .as("%s", pair)
                .isTrue());
        other.forEach(pair -> assertThat(new Nick(pair.get(1)).isNumbered(new Nick(pair.get(0))))
                .as("%s", pair)
                .isFalse());
    }

    @Test
    void truncatesLongNickBeforeNumber() {
        Set<String> taken = new HashSet<>();
        Nick wished = new Nick("a".repeat(24));
        for (int i = 1; i <= 120; i++) {
            Nick given = wished.makeUnique(nick -> taken.contains(nick.value()));
            assertThat(given.value()).hasSize(24);
            assertThat(taken.add(given.value())).isTrue();
        }
        assertThat(taken).contains("a".repeat(23) + "9", "a".repeat(22) + "10", "a".repeat(21) + "100");
    }

    @Test
    void confusableWithOtherCase() {
        assertThat(new Nick("Ada").isConfusableWith(new Nick("aDA"))).isTrue();
        assertThat(new Nick("Ada").isConfusableWith(new Nick("Ade"))).isFalse();
    }

    @Test
    void confusableWithLookalikes() {
        for (String other : List.of("\u0430nn", "\u0410NN", "\u03b1nn")) {
            assertThat(new Nick("ann").isConfusableWith(new Nick(other)))
                    .as(other)
                    .isTrue();
        }
        assertThat(new Nick("Ian").isConfusableWith(new Nick("lan"))).isTrue();
        assertThat(new Nick("al1ce").isConfusableWith(new Nick("alIce"))).isTrue();
        assertThat(new Nick("b0b").isConfusableWith(new Nick("bob"))).isTrue();
        assertThat(new Nick("\u041e\u041bEG").isConfusableWith(new Nick("\u043e\u043bEg")))
                .isTrue();
    }

    @Test
    void notConfusableWithSimilarNicks() {
        assertThat(new Nick("ali").isConfusableWith(new Nick("all"))).isFalse();
        assertThat(new Nick("\u043b\u0435\u043d\u0430").isConfusableWith(new Nick("lena")))
                .isFalse();
        assertThat(new Nick("ann1").isConfusableWith(new Nick("ann2"))).isFalse();
        assertThat(new Nick("\u660e").isConfusableWith(new Nick("\u6708"))).isFalse();
    }
}
