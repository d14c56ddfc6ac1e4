package p2pchat.console.terminal;

/**
 * How far an escape sequence has been read (ECMA-48 5.3 to 5.6, and the mouse reports of xterm). Pure.
 *
 * <p>A control character that belongs to no sequence ends it, so that Enter and Ctrl-C work even after half a sequence.
 */
enum EscapeSequence {

    /** The escape character, or two. */
    ESCAPE {
        @Override
        EscapeSequence next(char c) {
            return switch (c) {
                case '\u001b' -> ESCAPE;
                case '[' -> CONTROL_START;
                case ']', 'P', 'X', '^', '_' -> STRING;
                case 'N', 'O' -> ONE_MORE;
                default -> COMPLETE;
            };
        }
    },

    /** After CSI. */
    CONTROL_START {
        @Override
        EscapeSequence next(char c) {
            return c == '[' ? ONE_MORE : c == 'M' ? THREE_MORE : CONTROL.next(c); // a Linux function key, an X10 mouse
        }
    },

    /** In the parameters of a control sequence. */
    CONTROL {
        @Override
        EscapeSequence next(char c) {
            return c >= '@' && c <= '~' ? COMPLETE : c >= ' ' && c < '@' ? CONTROL : BROKEN;
        }
    },

    /** In a string: OSC, DCS, SOS, PM or APC. */
    STRING {
        @Override
        EscapeSequence next(char c) {
            return switch (c) {
                case '\u001b' -> STRING_END;
                case '\u0007', '\u0018', '\u001a', '\u009c' -> COMPLETE;
                default -> c < ' ' ? BROKEN : STRING;
            };
        }
    },

    /** After an escape character in a string. */
    STRING_END {
        @Override
        EscapeSequence next(char c) {
            return c == '\\' ? COMPLETE : BROKEN;
        }
    },

    THREE_MORE {
        @Override
        EscapeSequence next(char c) {
            return TWO_MORE;
        }
    },

    TWO_MORE {
        @Override
        EscapeSequence next(char c) {
            return ONE_MORE;
        }
    },

    ONE_MORE {
        @Override
        EscapeSequence next(char c) {
            return c < ' ' ? BROKEN : COMPLETE;
        }
    },

    /** The last character ends the sequence. */
    COMPLETE,

    /** The last character does not belong to the sequence. */
    BROKEN;

    /** Returns the state after another character. */
    EscapeSequence next(char c) {
        throw new IllegalStateException(name());
    }
}
