package p2pchat.console.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.NoticeIcon;
import p2pchat.console.render.TextStyle;
import p2pchat.console.text.TextWidth;

/**
 * What stands below the scrollback, as the prompt of the line editor: messages under way, who comes and goes, the status
 * line, and where one types. Pure: the same state gives the same text.
 */
public final class LiveRegion {

    /** More messages under way than this are counted. */
    static final int MAX_SENDING = 5;

    /** Status, input and a line of conversation have to fit as well. */
    private static final int OTHER_ROWS = 4;

    private LiveRegion() {}

    /**
     * The prompt.
     *
     * @param question what is asked instead of the next line, if anything
     * @param columns no line is wider, but for the last, on which one types
     */
    public static String prompt(LiveView live, Optional<String> question, int columns, int rows, TextStyle look) {
        int width = Math.max(1, columns - 1); // a full line would wrap, or not, as the terminal likes
        List<String> lines = new ArrayList<>();
        for (String line :
                sending(live.sending(), Math.min(MAX_SENDING, Math.max(1, rows - OTHER_ROWS)), width, look)) {
            lines.add(look.dim(escaped(line)));
        }
        live.coming().ifPresent(line -> lines.add(look.dim(escaped(TextWidth.cut(line, width, look.ascii())))));
        lines.add(look.inverse(escaped(StatusLine.text(live.facts(), width, look))));
        lines.add(escaped(question.map(asked -> question(asked, width, look))
                .orElseGet(() -> look.prompt(TextWidth.cut(live.nick(), Math.max(1, width / 2), look.ascii())))));
        return String.join("\n", lines);
    }

    /** Of a question the keys that answer it are worth most. */
    private static String question(String asked, int width, TextStyle look) {
        int keys = Math.max(0, asked.indexOf('['));
        int room = width - TextWidth.width(asked.substring(keys)) - 1;
        boolean fits = TextWidth.width(asked) <= width;
        return fits || room < 1
                ? TextWidth.cut(asked, width, look.ascii())
                : TextWidth.cut(asked.substring(0, keys), room, look.ascii()) + " " + asked.substring(keys);
    }

    private static List<String> sending(List<LiveView.Sending> sending, int most, int width, TextStyle look) {
        List<String> lines = new ArrayList<>();
        int shown = sending.size() <= most ? sending.size() : most - 1;
        for (LiveView.Sending one : sending.subList(0, shown)) {
            String count = one.all() == 0 ? "" : "  " + one.have() + "/" + one.all();
            String start = "  " + look.sign(NoticeIcon.SENDING) + " you  ";
            int room = width - TextWidth.width(start) - count.length();
            lines.add(
                    room < 1
                            ? TextWidth.cut(start, width, look.ascii())
                            : start + TextWidth.cut(one.text(), room, look.ascii()) + count);
        }
        if (shown < sending.size()) {
            String more = "  " + look.sign(NoticeIcon.SENDING) + " " + (sending.size() - shown) + " more sending";
            lines.add(TextWidth.cut(more, width, look.ascii()));
        }
        return lines;
    }

    /** The line editor reads patterns that start with a percent sign, and draws box characters its own way. */
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
