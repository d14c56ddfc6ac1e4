package p2pchat.console.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.render.JsonLine;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;

/**
 * A failure in words: what happened, why, and what to do now.
 *
 * @param code what the process exits with if it ends for this
 * @param what in lower case, one sentence without a full stop
 * @param tries complete commands, ready to copy, the likeliest first
 */
public record Explanation(int code, String what, Optional<String> why, List<Try> tries) {

    /**
     * A way out.
     *
     * @param effect what the command does; empty where it says so itself
     */
    public record Try(String command, String effect) {}

    /** The word that begins each, and alone has a colour where there are any. */
    private static final String PROGRAM = "p2p-chat:";

    /** Between a command and what it does. */
    private static final int GAP = 5;

    public Explanation {
        tries = List.copyOf(tries);
    }

    public static Explanation of(int code, String what, String why, Try... tries) {
        return new Explanation(code, what, Optional.of(why), List.of(tries));
    }

    /** The form for people, on stderr, in the colours of a theme. */
    public List<String> lines(Theme theme) {
        return lines(new TextStyle(false, theme != Theme.MONO, theme, false).bad(PROGRAM));
    }

    /** The same beside a conversation. */
    public List<String> lines(TextStyle look) {
        List<String> lines = new ArrayList<>(lines(""));
        lines.replaceAll(line -> look.dim(look.words(line)));
        lines.set(0, look.bad(PROGRAM) + lines.get(0));
        return lines;
    }

    /** The same without any code. */
    public List<String> lines() {
        return lines(PROGRAM);
    }

    private List<String> lines(String program) {
        List<String> lines = new ArrayList<>();
        lines.add(program + " " + what);
        why.ifPresent(reason -> lines.add("  why:  " + reason));
        int widest =
                tries.stream().mapToInt(way -> way.command().length()).max().orElse(0);
        String label = "  try:  ";
        for (Try way : tries) {
            String gap = " ".repeat(widest - way.command().length() + GAP);
            lines.add(label + way.command() + (way.effect().isEmpty() ? "" : gap + way.effect()));
            label = " ".repeat(label.length());
        }
        return lines;
    }

    /** One line, where there is room for no more. */
    public String line() {
        return what + why.map(reason -> ": " + reason).orElse("");
    }

    /** The form for programs, on stderr: one json object. */
    public String json() {
        return JsonLine.of("error").error(this).toString();
    }
}
