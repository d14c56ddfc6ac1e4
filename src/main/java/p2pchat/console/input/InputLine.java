package p2pchat.console.input;

/** Input of a session, line by line. Line numbers start at 1. */
public sealed interface InputLine {

    record Text(long number, String text) implements InputLine {}

    /** A line longer than the limit; its text was discarded. */
    record TooLong(long number) implements InputLine {}

    /** The last one: the stream ended or failed. */
    record End() implements InputLine {}
}
