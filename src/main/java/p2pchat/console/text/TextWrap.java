package p2pchat.console.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Wraps lines at words. Further rows are indented to the column where the text of the line begins: after the first two
 * spaces in a row, which follow a nick or a label, or after the icon of a notice.
 */
public final class TextWrap {

    /** A line with a deeper indent is the rest of a message and has no label. */
    private static final int LABEL_INDENT = 6;

    /** The width of an icon and the space after it. */
    private static final int ICON = 2;

    /** A narrow terminal has no room for more indent than this, or a third of its width. */
    private static final int SMALL_INDENT = 8;

    private static final int NARROWEST = 4;

    /** The beginning of an invitation, which the terminal itself must wrap, so that it can be copied. */
    public static final String LINK = "p2p-chat://";

    private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;]*m");

    /** A style code, spaces, or a character with its combining marks. */
    private static final Pattern PART = Pattern.compile(STYLE + "| +|\\X");

    private final int columns;
    private final int indent;
    private final List<String> rows = new ArrayList<>();
    private final StringBuilder row = new StringBuilder();
    private int used;

    private TextWrap(int columns, int indent) {
        this.columns = columns;
        this.indent = indent;
    }

    /**
     * Wraps lines that may contain style codes. The last column stays free, because terminals differ in whether a full
     * row wraps.
     *
     * @param columns of the terminal; lines are not wrapped if 0, for a pipe or an unknown width
     * @param hanging whether further rows are indented
     */
    public static List<String> wrap(List<String> lines, int columns, boolean hanging) {
        if (columns == 0) {
            return lines;
        }
        int room = Math.max(NARROWEST, columns - 1);
        List<String> rows = new ArrayList<>(lines.size());
        for (String line : lines) {
            if (width(line) <= room || line.startsWith(LINK)) {
                rows.add(line);
            } else {
                new TextWrap(room, hanging ? indent(line, room) : 0).wrap(line, rows);
            }
        }
        return rows;
    }

    /** Returns the width of a text that may contain style codes. */
    public static int width(String styled) {
        return TextWidth.width(plain(styled));
    }

    private static String plain(String styled) {
        return styled.indexOf('\u001b') < 0 ? styled : STYLE.matcher(styled).replaceAll("");
    }

    private static int indent(String styled, int columns) {
        String line = plain(styled);
        int start = spacesAt(line, 0);
        int gap = line.indexOf("  ", start);
        int text = start > LABEL_INDENT
                ? start
                : gap < 0 ? start + ICON : TextWidth.width(line.substring(0, gap + spacesAt(line, gap)));
        int most = Math.min(Math.max(SMALL_INDENT, columns / 3), columns / 2);
        return Math.min(text, most);
    }

    private static int spacesAt(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at - from;
    }

    private void wrap(String line, List<String> all) {
        StringBuilder word = new StringBuilder();
        String last = "";
        Matcher parts = PART.matcher(line);
        while (parts.find()) {
            String part = parts.group();
            if (part.charAt(0) == ' ') {
                addWord(word);
                addSpaces(part.length());
                last = "";
            } else {
                boolean styles = part.charAt(0) == '\u001b';
                if (!styles && mayBreak(last, part)) {
                    addWord(word);
                }
                word.append(part);
                last = styles ? last : part;
            }
        }
        addWord(word);
        endRow();
        all.addAll(rows);
    }

    /** Chinese and Japanese have no spaces; a row may end at each wide character, but not before punctuation. */
    private static boolean mayBreak(String last, String next) {
        boolean wide = !last.isEmpty() && (TextWidth.width(last) > 1 || TextWidth.width(next) > 1);
        return wide && !opens(last.codePointAt(0)) && !follows(next.codePointAt(0));
    }

    private static boolean opens(int c) {
        int type = Character.getType(c);
        return type == Character.START_PUNCTUATION || type == Character.INITIAL_QUOTE_PUNCTUATION;
    }

    private static boolean follows(int c) {
        int type = Character.getType(c);
        return type == Character.END_PUNCTUATION
                || type == Character.FINAL_QUOTE_PUNCTUATION
                || type == Character.OTHER_PUNCTUATION
                || type == Character.MODIFIER_LETTER;
    }

    private void addWord(StringBuilder word) {
        int width = width(word.toString());
        if (used > indent && used + width > columns) {
            nextRow();
        }
        if (used + width <= columns) {
            row.append(word);
            used += width;
        } else {
            breakWord(word);
        }
        word.setLength(0);
    }

    /** Breaks a word that is longer than a row, such as a URL. */
    private void breakWord(StringBuilder word) {
        Matcher parts = PART.matcher(word);
        while (parts.find()) {
            int width = width(parts.group());
            if (used > indent && used + width > columns) {
                nextRow();
            }
            row.append(parts.group());
            used += width;
        }
    }

    /** Spaces at the end of a row are dropped. */
    private void addSpaces(int count) {
        boolean first = rows.isEmpty() && used == 0;
        int kept = first ? Math.min(count, indent) : Math.min(count, columns - used);
        row.append(" ".repeat(Math.max(0, kept)));
        used = first ? kept : used + count;
    }

    private void nextRow() {
        endRow();
        row.append(" ".repeat(indent));
        used = indent;
    }

    private void endRow() {
        rows.add(row.toString().stripTrailing());
        row.setLength(0);
    }
}
