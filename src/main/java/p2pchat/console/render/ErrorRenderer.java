package p2pchat.console.render;

import java.util.List;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;

/** Renders an {@link Explanation}: lines for a person, or one JSON object for a program. */
public final class ErrorRenderer {

    private ErrorRenderer() {}

    /** Returns the lines for stderr. Only the program's name has a color. */
    public static List<String> lines(Explanation error, Theme theme) {
        return error.lines(new TextStyle(false, theme != Theme.MONO, theme, false).bad("p2p-chat:"));
    }

    /** Returns the lines for a conversation. Only the icon has a color. */
    public static List<String> lines(Explanation error, TextStyle style) {
        return error.lines(style.bad(style.sign(NoticeIcon.TROUBLE)));
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
