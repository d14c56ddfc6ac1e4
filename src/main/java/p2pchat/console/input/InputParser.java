package p2pchat.console.input;

import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;

/** Parses lines into intents. A value: parsing a line returns the parser for the next. */
public sealed interface InputParser permits JsonCommandParser, PipeParser, InteractiveParser {

    record Result(InputParser next, Optional<Intent> intent) {}

    Result parse(long number, String text);

    /** Handles a line longer than {@link #maxLineBytes()}, whose text was discarded. */
    Result lineTooLong(long number);

    Result end();

    default int maxLineBytes() {
        return ChatMessage.MAX_TEXT_BYTES;
    }

    /** Whether every line gets a reply in the output, so that no error goes to the error output. */
    default boolean sendsReplies() {
        return false;
    }

    /** Returns whether the node runs without a user, so that the exit code must report failed deliveries. */
    default boolean unattended() {
        return true;
    }

    /** Whether reading pauses while too many messages are undelivered. */
    default boolean limitsInFlight() {
        return false;
    }

    /** Lines typed by a user. */
    static InputParser interactive() {
        return new InteractiveParser();
    }

    /** Each line, or each paragraph, is a message. */
    static InputParser pipe(boolean paragraphs) {
        return new PipeParser(paragraphs, List.of(), 0, 0, false);
    }

    /** Each line is a JSON command. */
    static InputParser json() {
        return new JsonCommandParser();
    }
}
