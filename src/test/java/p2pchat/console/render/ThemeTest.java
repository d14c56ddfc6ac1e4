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

/** Nick colors are readable on their background, and neighbors have different ones. */
class ThemeTest {

    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};
    private static final double READABLE = 4.5; // WCAG 2, AA
    private static final double SEEN = 3; // the same, for icons

    @Test
    void colorsAreReadableOnTheirBackground() {
        assertThat(codes(Theme.DARK)).allMatch(code -> contrast(luminance(code), 0) >= READABLE);
        assertThat(codes(Theme.LIGHT)).allMatch(code -> contrast(luminance(code), 1) >= READABLE);
        assertThat(Stream.of(Theme.SAFE.tones().good(), Theme.SAFE.tones().bad()))
                .allMatch(code -> contrast(luminance(code), 0) >= SEEN && contrast(luminance(code), 1) >= SEEN);
    }

    @Test
    void nickColorsAreDistinct() {
        for (Theme theme : List.of(Theme.AUTO, Theme.SAFE)) {
            assertThat(nicks(theme)).doesNotHaveDuplicates().hasSize(11);
        }
        for (Theme theme : List.of(Theme.DARK, Theme.LIGHT)) {
            assertThat(nicks(theme)).doesNotHaveDuplicates().hasSize(30);
        }
    }

    @Test
    void monoHasNoColors() {
        TextStyle mono = new TextStyle(false, true, Theme.MONO, true);
        assertThat(List.of(mono.nick("ann", 3), mono.warning("w"), mono.bad("b")))
                .containsExactly("ann", "w", "b");
        assertThat(mono.mention("m")).isEqualTo("\u001b[1mm\u001b[0m");
        assertThat(new TextStyle(false, true, Theme.SAFE, true).bad("✗")).isEqualTo("\u001b[1;38;5;166m✗\u001b[0m");
    }

    /** Node ids are not reused, so the ids of neighbors may have any distance. */
    @Test
    void neighborsHaveDifferentColors() {
        for (Theme theme : List.of(Theme.AUTO, Theme.DARK)) {
            neighborsDiffer(theme.hues());
        }
    }

    private static void neighborsDiffer(int colors) {
        for (int gap = 1; gap <= 3 * colors; gap++) {
            MemberNames names = MemberNames.NONE.after(members(1, 1 + gap, 1 + 2 * gap, 2 + 2 * gap));
            List<NodeId> present = List.copyOf(names.present().keySet());
            for (int i = 1; i < present.size(); i++) {
                assertThat(names.hue(present.get(i), colors))
                        .as("gap %s, place %s", gap, i)
                        .isNotEqualTo(names.hue(present.get(i - 1), colors))
                        .isBetween(0, colors - 1);
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

    /** The relative luminance of WCAG 2 for a color of the 6x6x6 cube. */
    private static double luminance(String code) {
        int cube = Integer.parseInt(code.substring(code.lastIndexOf(';') + 1)) - 16;
        assertThat(cube).isBetween(0, 215);
        double[] light = IntStream.of(cube / 36, cube / 6 % 6, cube % 6)
                .mapToDouble(level -> linear(LEVELS[level]))
                .toArray();
        return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    }

    private static double linear(int level) {
        double share = level / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }
}
