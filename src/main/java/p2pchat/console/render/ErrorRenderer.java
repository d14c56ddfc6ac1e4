package p2pchat.console.render;

import java.util.ArrayList;
import java.util.List;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;

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

    /** Returns the lines for the scrollback of a conversation. The reason and the commands are dim. */
    public static List<String> lines(Explanation error, TextStyle style) {
        List<String> lines = new ArrayList<>(error.lines());
        String first = lines.get(0).substring(Explanation.PROGRAM.length());
        lines.replaceAll(style::dim);
        lines.set(0, style.bad(Explanation.PROGRAM) + first);
        return lines;
    }

    /** Returns the object for stderr. */
    public static String json(Explanation error) {
        return fields(JsonLine.of("error"), error).toString();
    }

    static JsonLine fields(JsonLine line, Explanation error) {
        return line.with("code", error.code())
                .with("what", error.what())
                .with("why", error.why())
                .with("try", error.tries().stream().map(Try::command).toList());
    }
}
