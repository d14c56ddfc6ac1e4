package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;

/** Colours that can be read where they are meant for, and told apart by those who sit beside each other. */
class ThemeTest {

    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};
    private static final double READABLE = 4.5; // WCAG 2, AA
    private static final double SEEN = 3; // the same, for signs
    private static final double APART = 15; // of CIE 1976; two fields that touch differ to the eye from about 2 on

    @Test
    void everyColourCanBeReadOnItsGround() {
        assertThat(codes(Theme.DARK)).allMatch(code -> contrast(luminance(code), 0) >= READABLE);
        assertThat(codes(Theme.LIGHT)).allMatch(code -> contrast(luminance(code), 1) >= READABLE);
        assertThat(Stream.of(Theme.SAFE.tones().good(), Theme.SAFE.tones().bad()))
                .allMatch(code -> contrast(luminance(code), 0) >= SEEN && contrast(luminance(code), 1) >= SEEN);
    }

    @Test
    void noTwoNamesOfAThemeLookTheSame() {
        for (Theme theme : List.of(Theme.AUTO, Theme.SAFE)) {
            assertThat(nicks(theme)).doesNotHaveDuplicates().hasSize(11);
        }
        for (Theme theme : List.of(Theme.DARK, Theme.LIGHT)) {
            assertThat(nicks(theme)).doesNotHaveDuplicates().hasSize(30);
            for (String one : nicks(theme)) {
                assertThat(nicks(theme))
                        .filteredOn(other -> !other.equals(one))
                        .as("beside %s", one)
                        .allMatch(other -> distance(one, other) >= APART);
            }
        }
    }

    @Test
    void withoutColoursThereIsNone() {
        TextStyle mono = new TextStyle(false, true, Theme.MONO, true);
        assertThat(List.of(mono.nick("ann", 3), mono.warning("w"), mono.bad("b")))
                .containsExactly("ann", "w", "b");
        assertThat(mono.mention("m")).isEqualTo("\u001b[1mm\u001b[0m");
        assertThat(new TextStyle(false, true, Theme.SAFE, true).bad("✗")).isEqualTo("\u001b[1;38;5;166m✗\u001b[0m");
    }

    /** Numbers of those who went stay theirs: neighbours may be any distance apart. */
    @Test
    void neighboursInTheListOfMembersDiffer() {
        for (Theme theme : List.of(Theme.AUTO, Theme.DARK)) {
            neighboursDiffer(theme.hues());
        }
    }

    private static void neighboursDiffer(int colours) {
        for (int gap = 1; gap <= 3 * colours; gap++) {
            MemberNames names = MemberNames.NONE.after(members(1, 1 + gap, 1 + 2 * gap, 2 + 2 * gap));
            List<NodeId> present = List.copyOf(names.present().keySet());
            for (int i = 1; i < present.size(); i++) {
                assertThat(names.hue(present.get(i), colours))
                        .as("gap %s, place %s", gap, i)
                        .isNotEqualTo(names.hue(present.get(i - 1), colours))
                        .isBetween(0, colours - 1);
            }
        }
    }

    private static NetworkEvent members(int... ids) {
        List<Member> members =
                IntStream.of(ids).mapToObj(id -> Examples.member(id, "m" + id)).toList();
        NetworkEvent.Condition now = Examples.condition(NetworkEvent.State.CONNECTED, true);
        return new NetworkEvent.Condition(now.state(), now.directoryReachable(), now.leader(), now.epoch(), members);
    }

    private static List<String> codes(Theme theme) {
        List<String> codes = new ArrayList<>(nicks(theme));
        Theme.Tones tones = theme.tones();
        codes.addAll(List.of(tones.mention(), tones.good(), tones.warning(), tones.bad()));
        return codes;
    }

    private static List<String> nicks(Theme theme) {
        return IntStream.range(0, theme.hues()).mapToObj(theme::nick).toList();
    }

    /** Of a colour of the cube of 216, as WCAG 2 has it. */
    private static double luminance(String code) {
        double[] light = light(code);
        return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    }

    /** Red, green and blue. */
    private static double[] light(String code) {
        int cube = Integer.parseInt(code.substring(code.lastIndexOf(';') + 1)) - 16;
        assertThat(cube).isBetween(0, 215);
        return IntStream.of(cube / 36, cube / 6 % 6, cube % 6)
                .mapToDouble(level -> linear(LEVELS[level]))
                .toArray();
    }

    /** How different two colours look: CIE 1976, under daylight (D65). */
    private static double distance(String one, String other) {
        double[] a = lab(one);
        double[] b = lab(other);
        return Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static double[] lab(String code) {
        double[] light = light(code);
        double x = bent((0.4124 * light[0] + 0.3576 * light[1] + 0.1805 * light[2]) / 0.9505);
        double y = bent(luminance(code));
        double z = bent((0.0193 * light[0] + 0.1192 * light[1] + 0.9505 * light[2]) / 1.089);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double bent(double share) {
        return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116.0;
    }

    private static double linear(int level) {
        double share = level / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }
}
