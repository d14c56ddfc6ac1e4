package p2pchat.console.input;

import java.util.Optional;
import java.util.regex.Pattern;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.ClosestMatch;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.MessageDraft;

/** What somebody types: text, or a command that starts with a slash. */
public record InteractiveParser() implements InputParser {

    /** What is longer than this is no slip of the finger, and comparing it costs. */
    private static final int MAX_COMMAND = 40;

    private static final Pattern EDIT_WITH_TEXT = Pattern.compile("\\s*/edit\\s+\\S+\\s+\\S");

    @Override
    public Result parse(long number, String text) {
        if (text.isBlank()) {
            return new Result(this, Optional.empty());
        }
        if (text.startsWith("//")) {
            return new Result(this, Optional.of(new Intent.Send(Optional.empty(), text.substring(1))));
        }
        if (text.startsWith("/")) {
            return new Result(this, Optional.of(command(text.strip())));
        }
        return new Result(this, Optional.of(new Intent.Send(Optional.empty(), text)));
    }

    @Override
    public Result lineTooLong(long number) {
        return new Result(this, Optional.of(new Intent.Invalid(Optional.empty(), Explanations.tooLong("that"))));
    }

    @Override
    public Result end() {
        return new Result(this, Optional.empty());
    }

    @Override
    public boolean unattended() {
        return false;
    }

    /** Whether a text would be lost with the line: what merely commands is quickly typed again, or is what Up brings. */
    public static boolean hasText(String line) {
        return !line.startsWith("/")
                || line.startsWith("//")
                || EDIT_WITH_TEXT.matcher(line).lookingAt();
    }

    /** The line that says this. */
    public static String inputFor(MessageDraft what) {
        if (what instanceof MessageDraft.Edit edit) {
            return "/edit " + edit.target() + " " + edit.text();
        }
        if (what instanceof MessageDraft.Delete delete) {
            return "/delete " + delete.target();
        }
        return what.text().startsWith("/") ? "/" + what.text() : what.text();
    }

    private static Intent command(String text) {
        String[] parts = text.split("\\s+", 2);
        String rest = parts.length == 1 ? "" : parts[1];
        return SlashCommands.find(parts[0])
                .map(command -> command.parser().apply(rest))
                .orElseGet(() -> unknown(parts[0], "", meant(shortened(parts[0]))));
    }

    /** Who types a slash and nothing else looks for what there is. */
    private static Optional<String> meant(String word) {
        return word.equals("/") ? Optional.of("/help") : ClosestMatch.to(word, SlashCommands.names());
    }

    /**
     * Refuses a word that names no command.
     *
     * @param where it was found, if not at the start of the line
     * @param nearest what was probably meant
     */
    static Intent.Invalid unknown(String word, String where, Optional<String> nearest) {
        String shown = Sanitiser.line(shortened(word));
        Try other = where.isEmpty()
                ? new Try("/" + shown, "two slashes send it as text")
                : new Try("/help", "shows all commands");
        Try instead = nearest.map(near -> new Try(near, "")).orElse(other);
        return new Intent.Invalid(
                Optional.empty(),
                Explanations.unknown(
                        "unknown command '" + shown + "'" + where + ", nothing was sent", Optional.of(instead)));
    }

    private static String shortened(String word) {
        return word.length() <= MAX_COMMAND ? word : word.substring(0, MAX_COMMAND) + "…";
    }
}
