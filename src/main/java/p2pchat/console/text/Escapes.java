package p2pchat.console.text;

/**
 * Escapes for programs. Unlike {@link Sanitiser} they lose nothing, and the result is still safe on a terminal.
 */
public final class Escapes {

    private Escapes() {}

    /** Replaces control, reordering and line-separating characters by {@code \}{@code uXXXX}, as in JSON. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (actsOnTerminal(c)) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean actsOnTerminal(char c) {
        boolean separator = c == 0x2028 || c == 0x2029;
        boolean reorders = c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
        return Character.isISOControl(c) || separator || reorders;
    }
}
