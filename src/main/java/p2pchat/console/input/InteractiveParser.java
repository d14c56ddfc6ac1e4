package p2pchat.console.input;

import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;

/** Parses typed lines: text, or a command that starts with a slash. */
public record InteractiveParser() implements InputParser {

    /** A longer word is no mistyped command, and comparing it is expensive. */
    private static final int MAX_COMMAND = 40;

    @Override
    public Result parse(long number, String text) {
        if (text.isBlank()) {
            return new Result(this, Optional.empty());
        }
        Intent intent = isCommand(text) ? command(text.strip()) : new Intent.Send(Optional.empty(), textOf(text));
        return new Result(this, Optional.of(intent));
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

    /** Returns whether a line is a command. Two slashes begin a text. */
    public static boolean isCommand(String line) {
        return line.startsWith("/") && !line.startsWith("//");
    }

    /** Returns the line that sends this text. */
    public static String inputFor(String text) {
        return text.startsWith("/") ? "/" + text : text;
    }

    /** Returns the text that a line sends. */
    public static String textOf(String line) {
        return line.startsWith("//") ? line.substring(1) : line;
    }

    private static Intent command(String text) {
        String[] parts = text.split("\\s+", 2);
        String rest = parts.length == 1 ? "" : parts[1];
        return SlashCommands.find(parts[0])
                .map(command -> command.parser().apply(rest))
                .orElseGet(() -> unknown(parts[0]));
    }

    private static Intent.Invalid unknown(String word) {
        String shown = word.length() <= MAX_COMMAND ? word : word.substring(0, MAX_COMMAND) + "...";
        return SlashCommands.unknown(shown, List.of(new Try("/" + shown, "send it as text")));
    }
}
