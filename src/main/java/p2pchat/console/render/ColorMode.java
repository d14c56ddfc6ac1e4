package p2pchat.console.render;

/** When colors are used. */
public enum ColorMode {
    /** Unless {@code NO_COLOR} is set. */
    AUTO,
    ALWAYS,
    NEVER
}
