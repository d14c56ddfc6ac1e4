package p2pchat.console;

/** How what happens is written: for eyes, for line tools, for programs. */
public enum Output {
    HUMAN,
    PLAIN,
    JSON
}
