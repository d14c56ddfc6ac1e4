package p2pchat.console.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An error message: what happened, why, and what to try.
 *
 * @param code the exit code if the process ends because of it
 * @param what one sentence in lower case without a full stop
 * @param tries complete commands, ready to copy, the likeliest first
 */
public record Explanation(int code, String what, Optional<String> why, List<Try> tries) {

    /** A command that may help, and its effect; empty if the command is self-explanatory. */
    public record Try(String command, String effect) {}

    private static final String GAP = " ".repeat(5);

    public Explanation {
        tries = List.copyOf(tries);
    }

    public static Explanation of(int code, String what, String why, Try... tries) {
        return new Explanation(code, what, Optional.of(why), List.of(tries));
    }

    /**
     * Returns the lines for people, without escape codes.
     *
     * @param label the first word
     */
    public List<String> lines(String label) {
        List<String> lines = new ArrayList<>();
        lines.add(label + " " + what);
        why.ifPresent(reason -> lines.add("  why:  " + reason));
        int widest =
                tries.stream().mapToInt(way -> way.command().length()).max().orElse(0);
        String start = "  try:  ";
        for (Try way : tries) {
            String padding = " ".repeat(widest - way.command().length()) + GAP;
            lines.add(start + way.command() + (way.effect().isEmpty() ? "" : padding + way.effect()));
            start = " ".repeat(start.length());
        }
        return lines;
    }

    /** Returns the short form, on one line. */
    public String line() {
        return what + why.map(reason -> ": " + reason).orElse("");
    }
}
