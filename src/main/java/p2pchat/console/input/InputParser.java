package p2pchat.console.input;

import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;

/** How lines are understood, by where they come from. A value: reading a line gives the reading for the next. */
public sealed interface InputParser permits JsonCommandParser, PipeParser, InteractiveParser {

    /** What a line asks for, if anything, and how to read the next. */
    record Result(InputParser next, Optional<Intent> intent) {}

    Result parse(long number, String text);

    /** A line longer than {@link #maxLineBytes()}; its text was thrown away. */
    Result lineTooLong(long number);

    Result end();

    /** How many bytes a line may have. */
    default int maxLineBytes() {
        return ChatMessage.MAX_TEXT_BYTES;
    }

    /** Whether every line is answered, in the output, so that nothing goes to the error output. */
    default boolean sendsReplies() {
        return false;
    }

    /** Whether the exit code tells that something did not arrive: nobody is watching. */
    default boolean unattended() {
        return true;
    }

    /** Whether reading stops while too much is on its way. */
    default boolean limitsInFlight() {
        return false;
    }

    /** Somebody types. */
    static InputParser interactive() {
        return new InteractiveParser();
    }

    /** Each line is a message, or each paragraph. */
    static InputParser pipe(boolean paragraphs) {
        return new PipeParser(paragraphs, List.of(), 0, 0, false);
    }

    /** Each line is a command. */
    static InputParser json() {
        return new JsonCommandParser();
    }
}
