package p2pchat.console.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.NoticeIcon;
import p2pchat.console.render.TextStyle;
import p2pchat.console.text.TextWidth;

/**
 * The region below the scrollback, as the prompt of the line editor: messages being sent, joins and leaves, the status
 * line, and the input line. Pure.
 */
public final class LiveRegion {

    /** Further messages being sent are only counted. */
    static final int MAX_SENDING = 5;

    /** Rows for the status, the input and a line of conversation. */
    private static final int OTHER_ROWS = 4;

    private LiveRegion() {}

    /**
     * Returns the live region and the prompt.
     *
     * @param question shown instead of the nick
     * @param columns the width of all lines except the last, where the user types
     */
    public static String prompt(LiveView live, Optional<String> question, int columns, int rows, TextStyle style) {
        int width = Math.max(1, columns - 1); // terminals differ in whether a full line wraps
        List<String> lines = new ArrayList<>();
        for (String line :
                sending(live.sending(), Math.min(MAX_SENDING, Math.max(1, rows - OTHER_ROWS)), width, style)) {
            lines.add(style.dim(escaped(line)));
        }
        live.changes().ifPresent(line -> lines.add(style.dim(escaped(TextWidth.cut(line, width, style.ascii())))));
        lines.add(style.inverse(escaped(StatusLine.text(live.facts(), width, style))));
        lines.add(escaped(question.map(asked -> question(asked, width, style))
                .orElseGet(() -> style.prompt(TextWidth.cut(live.nick(), Math.max(1, width / 2), style.ascii())))));
        return String.join("\n", lines);
    }

    /** Shortens a question but keeps the keys that answer it. */
    private static String question(String asked, int width, TextStyle style) {
        int keys = Math.max(0, asked.indexOf('['));
        int room = width - TextWidth.width(asked.substring(keys)) - 1;
        boolean fits = TextWidth.width(asked) <= width;
        return fits || room < 1
                ? TextWidth.cut(asked, width, style.ascii())
                : TextWidth.cut(asked.substring(0, keys), room, style.ascii()) + " " + asked.substring(keys);
    }

    private static List<String> sending(List<LiveView.Sending> sending, int most, int width, TextStyle style) {
        List<String> lines = new ArrayList<>();
        int shown = sending.size() <= most ? sending.size() : most - 1;
        for (LiveView.Sending one : sending.subList(0, shown)) {
            String count = one.all() == 0 ? "" : "  " + one.have() + "/" + one.all();
            String start = "  " + style.sign(NoticeIcon.SENDING) + " you  ";
            int room = width - TextWidth.width(start) - count.length();
            lines.add(
                    room < 1
                            ? TextWidth.cut(start, width, style.ascii())
                            : start + TextWidth.cut(one.text(), room, style.ascii()) + count);
        }
        if (shown < sending.size()) {
            String more = "  " + style.sign(NoticeIcon.SENDING) + " " + (sending.size() - shown) + " more sending";
            lines.add(TextWidth.cut(more, width, style.ascii()));
        }
        return lines;
    }

    /** Escapes percent signs, which start patterns in JLine prompts, and replaces box characters, which JLine redraws. */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '%') {
                safe.append("%%");
            } else if (c >= 0x2500 && c <= 0x253C) {
                safe.append(c == 0x2500 ? '-' : c == 0x2502 ? '|' : '+');
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
