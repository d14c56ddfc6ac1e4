package p2pchat.console;

import java.util.List;

/** The colours of a screen, as codes. Whatever they mean is said in text as well. */
public enum Theme {
    /** The sixteen that the terminal's own theme fills. */
    AUTO(
            List.of("31", "32", "33", "34", "35", "36", "91", "92", "94", "95", "96"),
            new Tones("1;33", "2;32", "33", "31")),

    /** For black or nearly black. */
    DARK(
            of256(203, 114, 179, 75, 176, 80, 215, 149, 111, 211, 147),
            new Tones("1;38;5;221", "38;5;114", "38;5;221", "38;5;203")),

    /** For white or nearly white. */
    LIGHT(
            of256(124, 22, 94, 25, 90, 23, 52, 58, 19, 125, 61),
            new Tones("1;38;5;94", "38;5;22", "38;5;94", "38;5;124")),

    /** No colour at all. */
    MONO(List.of(), new Tones("1", "2", "", "")),

    /** Like {@link #AUTO}, but well and ill are blue and orange, which those who see no red or no green tell apart. */
    SAFE(AUTO.nicks, new Tones("1;33", "38;5;33", "1", "1;38;5;166"));

    /** So many colours there are for names, where there are any. */
    static final int NICKS = 11;

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

    /** The code of a name. */
    String nick(int hue) {
        return nicks.isEmpty() ? "" : nicks.get(hue);
    }

    Tones tones() {
        return tones;
    }
}
