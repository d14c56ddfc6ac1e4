package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import p2pchat.console.error.Explanation;

/** Renders an {@link Explanation}: lines for a person, or one JSON object for a program. */
public final class ErrorRenderer {

    private ErrorRenderer() {}

    /** Returns the lines for stderr. Only the program's name has a color. */
    public static List<String> lines(Explanation error, Theme theme) {
        TextStyle style = new TextStyle(false, theme != Theme.MONO, theme, false);
        List<String> lines = new ArrayList<>(error.lines());
        lines.set(0, style.bad(Explanation.PROGRAM) + lines.get(0).substring(Explanation.PROGRAM.length()));
        return lines;
    }

    /** Returns the lines for the scrollback of a conversation. */
    public static List<String> lines(Explanation error, TextStyle style) {
        List<String> lines = new ArrayList<>(error.lines());
        String rest = lines.get(0).substring(Explanation.PROGRAM.length());
        lines.replaceAll(style::dim);
        lines.set(0, style.bad(Explanation.PROGRAM) + style.dim(rest));
        return lines;
    }

    /** Returns the object for stderr. */
    public static String json(Explanation error) {
        return JsonLine.of("error").error(error).toString();
    }
}
