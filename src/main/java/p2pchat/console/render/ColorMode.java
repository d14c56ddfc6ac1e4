package p2pchat.console.render;

/** Whether colours are used. */
public enum ColorMode {
    /** Unless {@code NO_COLOR} is set. */
    AUTO,
    ALWAYS,
    NEVER
}
