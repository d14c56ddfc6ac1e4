package p2pchat.console.render;

/** How the chat is displayed to a person. */
public enum DisplayMode {
    /** {@link #INLINE} if the terminal supports it, else {@link #PLAIN}. */
    AUTO,
    /** Lines in the terminal's own scrollback, with the status and input below. */
    INLINE,
    /** Lines without escape codes. */
    PLAIN,
    /** Labeled sentences for a screen reader. */
    READER
}
