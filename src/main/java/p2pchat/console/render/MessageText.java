package p2pchat.console.render;

import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;

/** The text of a message, replaced by a remark if it was deleted. Screens get it sanitised. */
public final class MessageText {

    private static final String EDITED = "(edited)";
    private static final String DELETED = "(deleted)";
    private static final String FORKED = "(two versions exist)";

    private MessageText() {}

    public static String of(ChatMessage message) {
        return Sanitiser.text(original(message));
    }

    /** Returns the current text, after any edit. */
    public static String of(NetworkEvent.Spoken spoken) {
        return Sanitiser.text(original(spoken));
    }

    /** Returns the current text, with a remark if it was edited. */
    public static String withRemark(NetworkEvent.Said said) {
        return of(said) + remark(said);
    }

    /** Returns the current text as its author wrote it, for programs and files. */
    static String original(NetworkEvent.Spoken spoken) {
        return spoken instanceof NetworkEvent.Said said && said.revision() == NetworkEvent.Revision.DELETED
                ? said.deletedBy()
                        .map(admin -> "(deleted by " + Sanitiser.nick(admin.value()) + ")")
                        .orElse(DELETED)
                : original(spoken.message());
    }

    /** Returns the current text as its author wrote it, with a remark if it was edited. */
    public static String originalWithRemark(NetworkEvent.Said said) {
        return original(said) + remark(said);
    }

    private static String original(ChatMessage message) {
        boolean deleted = message.isErased() || message.kind() == ChatMessage.Kind.DELETE;
        return deleted ? DELETED : message.text();
    }

    private static String remark(NetworkEvent.Said said) {
        return (said.revision() == NetworkEvent.Revision.EDITED ? "  " + EDITED : "")
                + (said.forked() ? "  " + FORKED : "");
    }

    /** Returns the beginning of a text on one line, at most {@code max} code points and the mark for a cut. */
    public static String excerpt(int max, String text, Punctuation punctuation) {
        String line = text.replace('\n', ' ');
        int length = line.codePointCount(0, line.length());
        return length <= max ? line : line.substring(0, line.offsetByCodePoints(0, max)) + punctuation.ellipsis();
    }
}
