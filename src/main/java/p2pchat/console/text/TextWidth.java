package p2pchat.console.text;

import org.jline.utils.WCWidth;

/** Computes the width of text on a terminal, in cells. */
public final class TextWidth {

    private static final String CUT = "…";

    private TextWidth() {}

    public static int width(String text) {
        return text.codePoints().map(TextWidth::width).sum();
    }

    /** Cuts a text to a width, with a mark for the cut. */
    public static String cut(String text, int width, boolean ascii) {
        if (width(text) <= width) {
            return text;
        }
        String mark = ascii ? "..." : CUT;
        int available = width - mark.length();
        if (available <= 0) {
            return mark.substring(0, Math.max(0, Math.min(width, mark.length())));
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > available) {
                break;
            }
            kept.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return kept + mark;
    }

    public static int width(int c) {
        return Math.max(0, WCWidth.wcwidth(c));
    }
}
