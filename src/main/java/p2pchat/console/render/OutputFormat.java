package p2pchat.console.render;

/** How what happens is written: for eyes, for line tools, for programs. */
public enum OutputFormat {
    HUMAN,
    PLAIN,
    JSON
}
