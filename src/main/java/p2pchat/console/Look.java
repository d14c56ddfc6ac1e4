package p2pchat.console;

/**
 * Which signs and codes a screen gets. Codes are ours throughout: every meaning they carry stands there as text too.
 *
 * @param ascii whether signs stay within ASCII
 * @param codes whether bold, dim and inverse are used
 * @param colour whether colours are used
 * @param live whether there is a live region, which tells what passes and so need not be printed
 */
record Look(boolean ascii, boolean codes, boolean colour, boolean live) {

    /** Lines alone. */
    static final Look PLAIN = new Look(false, false, false, false);

    /** Colours that can be read on dark and on light, and on the sixteen of any theme. */
    private static final int[] NICK_COLOURS = {31, 32, 33, 34, 35, 36, 91, 92, 94, 95, 96};

    /** Shares no factor with the number of colours: neighbours in the list of members differ. */
    private static final int STRIDE = 4;

    private static final String OFF = "\u001b[0m";

    String sign(Sign sign) {
        return ascii ? sign.ascii : sign.unicode;
    }

    /** Our own words with the signs of this look; never for what others wrote. */
    String words(String text) {
        return ascii ? text.replace(" · ", " | ").replace("…", "...").replace("★", "*") : text;
    }

    String rule(String words) {
        return dim(ascii ? "-- " + words + " --" : "── " + words + " ──");
    }

    String prompt(String nick) {
        return nick + (ascii ? "> " : "› ");
    }

    String dim(String text) {
        return code("2", text);
    }

    String bold(String text) {
        return code("1", text);
    }

    String inverse(String text) {
        return code("7", text);
    }

    /** What speaks to whoever sits here. */
    String mention(String text) {
        return code(colour ? "1;33" : "1", text);
    }

    String good(String text) {
        return colour ? code("2;32", text) : dim(text);
    }

    String warning(String text) {
        return colour ? code("33", text) : text;
    }

    String bad(String text) {
        return colour ? code("31", text) : text;
    }

    /** A name in the colour of its number, which is the same on every screen. */
    String nick(String name, int number) {
        int colourOf = NICK_COLOURS[(int) Math.floorMod((long) number * STRIDE, (long) NICK_COLOURS.length)];
        return colour ? code(Integer.toString(colourOf), name) : name;
    }

    private String code(String sgr, String text) {
        return codes && !text.isEmpty() ? "\u001b[" + sgr + "m" + text + OFF : text;
    }
}
