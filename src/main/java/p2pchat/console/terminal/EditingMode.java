package p2pchat.console.terminal;

/** Key bindings of the input line. */
public enum EditingMode {
    EMACS,
    VI
}
