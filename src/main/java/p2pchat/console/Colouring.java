package p2pchat.console;

/** Whether colours are used. */
public enum Colouring {
    /** Unless {@code NO_COLOR} is set. */
    AUTO,
    ALWAYS,
    NEVER
}
