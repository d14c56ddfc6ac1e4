package p2pchat.console.render;

import java.util.List;

/**
 * The colours of a screen, as codes. Whatever they mean is said in text as well. Those of names go once round the circle of
 * hues where there are 256 to choose from: thirty that can be read on their ground, as far from each other as it allows.
 */
public enum Theme {
    /** The sixteen that the terminal's own theme fills. */
    AUTO(
            List.of("31", "32", "33", "34", "35", "36", "91", "92", "94", "95", "96"),
            new Tones("1;33", "2;32", "33", "31")),

    /** For black or nearly black. */
    DARK(
            of256(
                    217, 203, 208, 137, 222, 178, 100, 227, 192, 70, 107, 120, 65, 194, 35, 49, 79, 30, 51, 117, 39, 67,
                    33, 147, 98, 225, 176, 206, 132, 211),
            new Tones("1;38;5;221", "38;5;114", "38;5;221", "38;5;203")),

    /** For white or nearly white. */
    LIGHT(
            of256(
                    161, 95, 131, 52, 124, 130, 94, 58, 28, 22, 29, 23, 24, 25, 27, 62, 17, 21, 18, 56, 97, 55, 129, 54,
                    128, 96, 53, 127, 126, 89),
            new Tones("1;38;5;94", "38;5;22", "38;5;94", "38;5;124")),

    /** No colour at all. */
    MONO(List.of(), new Tones("1", "2", "", "")),

    /** Like {@link #AUTO}, but well and ill are blue and orange, which those who see no red or no green tell apart. */
    SAFE(AUTO.nicks, new Tones("1;33", "38;5;33", "1", "1;38;5;166"));

    /** What is said of this or that kind; empty for the terminal's own colour. */
    record Tones(String mention, String good, String warning, String bad) {}

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> nicks;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Tones tones;

    Theme(List<String> nicks, Tones tones) {
        this.nicks = nicks;
        this.tones = tones;
    }

    private static List<String> of256(Integer... colours) {
        return List.of(colours).stream().map(colour -> "38;5;" + colour).toList();
    }

    /** How many colours there are for names; 1 where names have none. */
    int hues() {
        return Math.max(1, nicks.size());
    }

    /** The code of a name, whose hue is below {@link #hues}. */
    String nick(int hue) {
        return nicks.isEmpty() ? "" : nicks.get(hue);
    }

    Tones tones() {
        return tones;
    }
}
