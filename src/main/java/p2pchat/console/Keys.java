package p2pchat.console;

/** As which editor the input understands its keys. */
public enum Keys {
    EMACS,
    VI
}
