package p2pchat.console.render;

import java.util.List;

/**
 * The colors of a screen, as SGR codes. With 256 colors, the 30 colors for names are readable on their background and
 * spread over the color wheel.
 */
public enum Theme {
    /** The 16 colors of the terminal's own theme. */
    AUTO(
            List.of("31", "32", "33", "34", "35", "36", "91", "92", "94", "95", "96"),
            new Tones("1;33", "2;32", "33", "31")),

    /** For a dark background. */
    DARK(
            of256(
                    217, 203, 208, 137, 222, 178, 100, 227, 192, 70, 107, 120, 65, 194, 35, 49, 79, 30, 51, 117, 39, 67,
                    33, 147, 98, 225, 176, 206, 132, 211),
            new Tones("1;38;5;221", "38;5;114", "38;5;221", "38;5;203")),

    /** For a light background. */
    LIGHT(
            of256(
                    161, 95, 131, 52, 124, 130, 94, 58, 28, 22, 29, 23, 24, 25, 27, 62, 17, 21, 18, 56, 97, 55, 129, 54,
                    128, 96, 53, 127, 126, 89),
            new Tones("1;38;5;94", "38;5;22", "38;5;94", "38;5;124")),

    /** No colors. */
    MONO(List.of(), new Tones("1", "2", "", "")),

    /** Like {@link #AUTO}, with blue and orange instead of green and red, for color-blind users. */
    SAFE(AUTO.nicks, new Tones("1;33", "38;5;33", "1", "1;38;5;166"));

    /** Codes for kinds of text; empty for the default color. */
    record Tones(String mention, String good, String warning, String bad) {}

    @SuppressWarnings("ImmutableEnumChecker") // from List.of
    private final List<String> nicks;

    @SuppressWarnings("ImmutableEnumChecker") // strings only
    private final Tones tones;

    Theme(List<String> nicks, Tones tones) {
        this.nicks = nicks;
        this.tones = tones;
    }

    private static List<String> of256(Integer... colors) {
        return List.of(colors).stream().map(color -> "38;5;" + color).toList();
    }

    /** Returns the number of colors for names; 1 if names have none. */
    int hues() {
        return Math.max(1, nicks.size());
    }

    /** @param hue index of the color, below {@link #hues} */
    String nick(int hue) {
        return nicks.isEmpty() ? "" : nicks.get(hue);
    }

    Tones tones() {
        return tones;
    }
}
