package p2pchat.console.render;

/**
 * The symbols and escape codes for a screen. Whatever a code expresses is also expressed in text.
 *
 * @param ascii whether symbols are limited to ASCII
 * @param codes whether escape codes are used
 * @param live whether the screen has a live region
 */
public record TextStyle(boolean ascii, boolean codes, Theme theme, boolean live) {

    static final TextStyle PLAIN = new TextStyle(false, false, Theme.MONO, false);

    private static final String OFF = "\u001b[0m";

    public String sign(NoticeIcon icon) {
        return ascii ? icon.ascii : icon.unicode;
    }

    public Punctuation punctuation() {
        return ascii ? Punctuation.ASCII : Punctuation.UNICODE;
    }

    String rule(String text) {
        return dim(ascii ? "-- " + text + " --" : "── " + text + " ──");
    }

    public String prompt(String nick) {
        return nick + (ascii ? "> " : "› ");
    }

    public String dim(String text) {
        return code("2", text);
    }

    String bold(String text) {
        return code("1", text);
    }

    String italic(String text) {
        return code("3", text);
    }

    public String inverse(String text) {
        return code("7", text);
    }

    String mention(String text) {
        return code(theme.tones().mention(), text);
    }

    String good(String text) {
        return code(theme.tones().good(), text);
    }

    String warning(String text) {
        return code(theme.tones().warning(), text);
    }

    public String bad(String text) {
        return code(theme.tones().bad(), text);
    }

    int hues() {
        return theme.hues();
    }

    /** @param hue index of the color, below {@link #hues} */
    String nick(String name, int hue) {
        return code(theme.nick(hue), name);
    }

    private String code(String sgr, String text) {
        return codes && !sgr.isEmpty() && !text.isEmpty() ? "\u001b[" + sgr + "m" + text + OFF : text;
    }
}
