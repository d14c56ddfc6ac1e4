package p2pchat.console.text;

import org.jline.utils.WCWidth;

/** How wide a text is on the screen, in cells. */
public final class TextWidth {

    private static final String CUT = "…";

    private TextWidth() {}

    public static int width(String text) {
        return text.codePoints().map(TextWidth::width).sum();
    }

    /** The text, or as much of it as fits with a sign that more was there. */
    public static String cut(String text, int width, boolean ascii) {
        if (width(text) <= width) {
            return text;
        }
        String sign = ascii ? "..." : CUT;
        int room = width - sign.length();
        if (room <= 0) {
            return sign.substring(0, Math.max(0, Math.min(width, sign.length())));
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > room) {
                break;
            }
            kept.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return kept + sign;
    }

    public static int width(int c) {
        return Math.max(0, WCWidth.wcwidth(c));
    }
}
