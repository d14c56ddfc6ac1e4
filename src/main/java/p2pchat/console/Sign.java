package p2pchat.console;

/** What stands in front of a notice. Each form is one cell wide or ASCII, so that no terminal gets the width wrong. */
enum Sign {
    LEAD("⚑", "!"),
    IN("→", "->"),
    OUT("←", "<-"),
    OK("✓", "ok"),
    FAILED("✗", "x"),
    CONNECTED("●", "*"),
    WAITING("◌", "?"),
    PARTIAL("◐", "%"),
    ALONE("○", "o"),
    TROUBLE("!", "!"),
    SENDING("…", "...");

    final String unicode;
    final String ascii;

    Sign(String unicode, String ascii) {
        this.unicode = unicode;
        this.ascii = ascii;
    }
}
