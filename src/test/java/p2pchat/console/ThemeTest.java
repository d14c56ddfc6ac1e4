package p2pchat.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;

/** Colours that can be read where they are meant for, and told apart by those who sit beside each other. */
class ThemeTest {

    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};
    private static final double READABLE = 4.5; // WCAG 2, AA
    private static final double SEEN = 3; // the same, for signs

    @Test
    void everyColourCanBeReadOnItsGround() {
        assertThat(codes(Theme.DARK)).allMatch(code -> contrast(luminance(code), 0) >= READABLE);
        assertThat(codes(Theme.LIGHT)).allMatch(code -> contrast(luminance(code), 1) >= READABLE);
        assertThat(Stream.of(Theme.SAFE.tones().good(), Theme.SAFE.tones().bad()))
                .allMatch(code -> contrast(luminance(code), 0) >= SEEN && contrast(luminance(code), 1) >= SEEN);
    }

    @Test
    void noTwoNamesOfAThemeLookTheSame() {
        for (Theme theme : List.of(Theme.AUTO, Theme.DARK, Theme.LIGHT, Theme.SAFE)) {
            assertThat(IntStream.range(0, Theme.NICKS).mapToObj(theme::nick))
                    .doesNotHaveDuplicates()
                    .hasSize(Theme.NICKS);
        }
    }

    @Test
    void withoutColoursThereIsNone() {
        Look mono = new Look(false, true, Theme.MONO, true);
        assertThat(List.of(mono.nick("ann", 3), mono.warning("w"), mono.bad("b")))
                .containsExactly("ann", "w", "b");
        assertThat(mono.mention("m")).isEqualTo("\u001b[1mm\u001b[0m");
        assertThat(new Look(false, true, Theme.SAFE, true).bad("✗")).isEqualTo("\u001b[1;38;5;166m✗\u001b[0m");
    }

    /** Numbers of those who went stay theirs: neighbours may be any distance apart. */
    @Test
    void neighboursInTheListOfMembersDiffer() {
        for (int gap = 1; gap <= 3 * Theme.NICKS; gap++) {
            Names names = Names.NONE.after(members(1, 1 + gap, 1 + 2 * gap, 2 + 2 * gap));
            List<NodeId> present = List.copyOf(names.present().keySet());
            for (int i = 1; i < present.size(); i++) {
                assertThat(names.hue(present.get(i)))
                        .as("gap %s, place %s", gap, i)
                        .isNotEqualTo(names.hue(present.get(i - 1)))
                        .isBetween(0, Theme.NICKS - 1);
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
        List<String> codes = new ArrayList<>(
                IntStream.range(0, Theme.NICKS).mapToObj(theme::nick).toList());
        Theme.Tones tones = theme.tones();
        codes.addAll(List.of(tones.mention(), tones.good(), tones.warning(), tones.bad()));
        return codes;
    }

    /** Of a colour of the cube of 216, as WCAG 2 has it. */
    private static double luminance(String code) {
        int cube = Integer.parseInt(code.substring(code.lastIndexOf(';') + 1)) - 16;
        assertThat(cube).isBetween(0, 215);
        return 0.2126 * linear(LEVELS[cube / 36])
                + 0.7152 * linear(LEVELS[cube / 6 % 6])
                + 0.0722 * linear(LEVELS[cube % 6]);
    }

    private static double linear(int level) {
        double share = level / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double contrast(double one, double other) {
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }
}
