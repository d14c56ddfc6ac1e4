package p2pchat.console.input;

import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;

/** How lines are understood, by where they come from. A value: reading a line gives the reading for the next. */
public sealed interface InputParser permits JsonCommandParser, PipeParser, InteractiveParser {

    /** What a line asks for, if anything, and how to read the next. */
    record Read(InputParser next, Optional<Intent> intent) {}

    Read line(long number, String text);

    /** A line longer than {@link #limit()}; its text was thrown away. */
    Read tooLong(long number);

    Read end();

    /** How many bytes a line may have. */
    default int limit() {
        return ChatMessage.MAX_TEXT_BYTES;
    }

    /** Whether every line is answered, in the output, so that nothing goes to the error output. */
    default boolean answers() {
        return false;
    }

    /** Whether the exit code tells that something did not arrive: nobody is watching. */
    default boolean unattended() {
        return true;
    }

    /** Whether reading stops while too much is on its way. */
    default boolean holdsBack() {
        return false;
    }

    /** Somebody types. */
    static InputParser typed() {
        return new InteractiveParser();
    }

    /** Each line is a message, or each paragraph. */
    static InputParser piped(boolean paragraphs) {
        return new PipeParser(paragraphs, List.of(), 0, 0, false);
    }

    /** Each line is a command. */
    static InputParser commands() {
        return new JsonCommandParser();
    }
}
