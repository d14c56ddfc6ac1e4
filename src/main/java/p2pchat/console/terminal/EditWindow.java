package p2pchat.console.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Buffer;
import org.jline.terminal.Size;
import p2pchat.console.text.TextWidth;

/**
 * The visible part of a long draft: some rows around the cursor, and a note about the others. Keeps the conversation
 * visible even after a large paste.
 *
 * @param cursor its position in the text, in code points
 */
record EditWindow(String text, int cursor) {

    static final int ROWS = 8;

    /** Rows for the status, a line of conversation, and the note. */
    private static final int OTHER_ROWS = 4;

    /** Of every row except the first. */
    private static final int INDENT = 2;

    private static final int NARROWEST = 4;

    /** A row of the draft, in code points; {@code to} is exclusive. */
    private record Row(int from, int to) {}

    /** Runs {@code showing} while the buffer holds only the visible part. */
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
     * @param cursor its position in the draft, in code points
     * @param columns the width of a row; a longer line takes several rows
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
