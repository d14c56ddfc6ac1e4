package p2pchat.console.terminal;

/** As which editor the input understands its keys. */
public enum EditingMode {
    EMACS,
    VI
}
