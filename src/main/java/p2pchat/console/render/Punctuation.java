package p2pchat.console.render;

/**
 * Punctuation for the program's own texts. Texts that users wrote are never changed to fit it.
 *
 * @param ellipsis marks a text that was cut, or an action in progress
 * @param star comes before the role of the leader
 * @param differs comes before the remark on a message of which two versions exist
 */
public record Punctuation(String separator, String ellipsis, String star, String differs) {

    public static final Punctuation UNICODE = new Punctuation(" · ", "…", " ★ ", "≠ ");
    public static final Punctuation ASCII = new Punctuation(" | ", "...", " * ", "!= ");

    /** Pauses, for a screen reader. */
    static final Punctuation SPOKEN = new Punctuation(", ", "", ", ", "");
}
