package p2pchat.console.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Buffer;
import org.jline.terminal.Size;
import p2pchat.console.text.TextWidth;

/**
 * The part of a long draft that is shown: some rows around the cursor, and how many there are besides. What others say
 * stays in sight however much somebody pastes.
 *
 * @param text what to show
 * @param cursor where in it, in code points
 */
record EditWindow(String text, int cursor) {

    /** So many rows of a draft are shown at most. */
    static final int ROWS = 8;

    /** As many are left for the status, a line of conversation, and the note. */
    private static final int OTHER_ROWS = 4;

    /** What stands before every row but the first. */
    private static final int INDENT = 2;

    private static final int NARROWEST = 4;

    /** A row of the draft, in code points: from, and up to. */
    private record Row(int from, int to) {}

    /** Shows the buffer, which holds no more than is to be seen meanwhile. */
    static void show(Buffer buffer, Size screen, boolean ascii, Runnable showing) {
        int rows = Math.max(1, Math.min(ROWS, screen.getRows() - OTHER_ROWS));
        EditWindow window = of(buffer.toString(), buffer.cursor(), screen.getColumns() - INDENT, rows, ascii);
        Buffer whole = buffer.copy();
        buffer.clear();
        buffer.write(window.text());
        buffer.cursor(window.cursor());
        try {
            showing.run();
        } finally {
            buffer.copyFrom(whole);
        }
    }

    /**
     * What to show of a draft.
     *
     * @param cursor where in the draft, in code points
     * @param columns how wide a row may be; a longer line takes more of them
     * @param rows how many rows of text are shown at most
     */
    static EditWindow of(String draft, int cursor, int columns, int rows, boolean ascii) {
        int[] points = draft.codePoints().toArray();
        List<Row> all = rows(points, Math.max(NARROWEST, columns));
        if (all.size() <= rows) {
            return new EditWindow(draft, cursor);
        }
        int at = 0;
        while (at + 1 < all.size() && all.get(at + 1).from() <= cursor) {
            at++;
        }
        int first = Math.max(0, Math.min(at - rows / 2, all.size() - rows));
        int last = first + rows - 1;
        StringBuilder text = new StringBuilder();
        String note = (ascii ? "... " : "… ") + (all.size() - rows) + " more lines";
        if (last == all.size() - 1) {
            text.append(note).append('\n');
        }
        int shownCursor = 0;
        for (int i = first; i <= last; i++) {
            Row row = all.get(i);
            if (i == at) {
                shownCursor = text.codePointCount(0, text.length()) + Math.min(cursor, row.to()) - row.from();
            }
            text.append(new String(points, row.from(), row.to() - row.from()));
            text.append(i < last ? "\n" : "");
        }
        if (last < all.size() - 1) {
            text.append('\n').append(note);
        }
        return new EditWindow(text.toString(), shownCursor);
    }

    private static List<Row> rows(int[] points, int columns) {
        List<Row> rows = new ArrayList<>();
        int from = 0;
        int width = 0;
        for (int i = 0; i < points.length; i++) {
            int wide = TextWidth.width(points[i]);
            if (points[i] != '\n' && width + wide > columns) {
                rows.add(new Row(from, i));
                from = i;
                width = 0;
            }
            width += wide;
            if (points[i] == '\n') {
                rows.add(new Row(from, i));
                from = i + 1;
                width = 0;
            }
        }
        rows.add(new Row(from, points.length));
        return rows;
    }
}
