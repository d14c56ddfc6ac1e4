package p2pchat.console.input;

import java.util.Optional;
import java.util.regex.Pattern;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.ClosestMatch;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.MessageDraft;

/** Parses typed lines: text, or a command that starts with a slash. */
public record InteractiveParser() implements InputParser {

    /** A longer word is no mistyped command, and comparing it is expensive. */
    private static final int MAX_COMMAND = 40;

    private static final Pattern EDIT_WITH_TEXT = Pattern.compile("\\s*/edit\\s+\\S+\\s+\\S");

    @Override
    public Result parse(long number, String text) {
        if (text.isBlank()) {
            return new Result(this, Optional.empty());
        }
        if (text.startsWith("/") && !text.startsWith("//")) {
            return new Result(this, Optional.of(command(text.strip())));
        }
        String unescaped = text.startsWith("//") ? text.substring(1) : text;
        return new Result(this, Optional.of(new Intent.Send(Optional.empty(), unescaped)));
    }

    @Override
    public Result lineTooLong(long number) {
        return new Result(this, Optional.of(new Intent.Invalid(Optional.empty(), Explanations.tooLong("the text"))));
    }

    @Override
    public Result end() {
        return new Result(this, Optional.empty());
    }

    @Override
    public boolean unattended() {
        return false;
    }

    /** Whether text would be lost with the line. A plain command is quickly typed again. */
    public static boolean hasText(String line) {
        return !line.startsWith("/")
                || line.startsWith("//")
                || EDIT_WITH_TEXT.matcher(line).lookingAt();
    }

    /** Returns the line that produces this draft. */
    public static String inputFor(MessageDraft draft) {
        if (draft instanceof MessageDraft.Edit edit) {
            return "/edit " + edit.target() + " " + edit.text();
        }
        if (draft instanceof MessageDraft.Delete delete) {
            return "/delete " + delete.target();
        }
        return draft.text().startsWith("/") ? "/" + draft.text() : draft.text();
    }

    private static Intent command(String text) {
        String[] parts = text.split("\\s+", 2);
        String rest = parts.length == 1 ? "" : parts[1];
        return SlashCommands.find(parts[0])
                .map(command -> command.parser().apply(rest))
                .orElseGet(() -> unknown(parts[0], "", closest(shortened(parts[0]))));
    }

    private static Optional<String> closest(String word) {
        return word.equals("/") ? Optional.of("/help") : ClosestMatch.to(word, SlashCommands.names());
    }

    /** Rejects a word that names no command. {@code where} tells where, if not at the start of the line. */
    static Intent.Invalid unknown(String word, String where, Optional<String> closest) {
        String shown = Sanitiser.line(shortened(word));
        Try fallback = where.isEmpty()
                ? new Try("/" + shown, "send it as text, with two slashes")
                : new Try("/help", "list all commands");
        Try instead = closest.map(command -> new Try(command, "")).orElse(fallback);
        return new Intent.Invalid(
                Optional.empty(),
                Explanations.unknown(
                        "unknown command '" + shown + "'" + where + "; nothing was sent", Optional.of(instead)));
    }

    private static String shortened(String word) {
        return word.length() <= MAX_COMMAND ? word : word.substring(0, MAX_COMMAND) + "...";
    }
}
