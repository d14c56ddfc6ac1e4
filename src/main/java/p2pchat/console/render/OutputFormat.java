package p2pchat.console.render;

/** The form of the output: for people, for line tools, for programs. */
public enum OutputFormat {
    HUMAN,
    PLAIN,
    JSON
}
