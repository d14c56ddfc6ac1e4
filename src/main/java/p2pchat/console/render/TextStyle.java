package p2pchat.console.render;

/**
 * Which signs and codes a screen gets. Codes are ours throughout: every meaning they carry stands there as text too.
 *
 * @param ascii whether signs stay within ASCII
 * @param codes whether bold, dim and inverse are used
 * @param theme the colours that are used
 * @param live whether there is a live region, which tells what passes and so need not be printed
 */
public record TextStyle(boolean ascii, boolean codes, Theme theme, boolean live) {

    /** Lines alone. */
    static final TextStyle PLAIN = new TextStyle(false, false, Theme.MONO, false);

    private static final String OFF = "\u001b[0m";

    public String sign(NoticeIcon sign) {
        return ascii ? sign.ascii : sign.unicode;
    }

    /** Our own words with the signs of this look; never for what others wrote. */
    public String words(String text) {
        return ascii ? text.replace(" · ", " | ").replace("…", "...").replace("★", "*") : text;
    }

    String rule(String words) {
        return dim(ascii ? "-- " + words + " --" : "── " + words + " ──");
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

    /** What speaks to whoever sits here. */
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

    /** How many colours a name may have. */
    int hues() {
        return theme.hues();
    }

    /** A name in one of them. */
    String nick(String name, int hue) {
        return code(theme.nick(hue), name);
    }

    private String code(String sgr, String text) {
        return codes && !sgr.isEmpty() && !text.isEmpty() ? "\u001b[" + sgr + "m" + text + OFF : text;
    }
}
