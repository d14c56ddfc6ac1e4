package p2pchat.console.render;

/** How a person is shown what happens. */
public enum DisplayMode {
    /** {@link #INLINE} where the terminal can, else {@link #PLAIN}. */
    AUTO,
    /** Lines go up into the terminal's own scrollback; below them stand status and input. */
    INLINE,
    /** Lines alone, without a single escape code. */
    PLAIN,
    /** Lines in full words, for screen readers. */
    READER
}
