package p2pchat.console.render;

import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;

/** The text of a message as it is shown: sanitised, and replaced by a remark if it was deleted. */
public final class MessageText {

    private static final String EDITED = "(edited)";
    private static final String DELETED = "(deleted)";

    private MessageText() {}

    public static String of(ChatMessage message) {
        boolean deleted = message.erased().isPresent() || message.kind() == ChatMessage.Kind.DELETE;
        return deleted ? DELETED : Sanitiser.text(message.text());
    }

    /** Returns the current text, after any edit. */
    public static String of(NetworkEvent.Spoken spoken) {
        boolean deleted = spoken instanceof NetworkEvent.Said said && said.revision() == NetworkEvent.Revision.DELETED;
        return deleted ? DELETED : of(spoken.message());
    }

    /** Returns the current text, with a remark if it was edited. */
    public static String withRemark(NetworkEvent.Said said) {
        return of(said) + (said.revision() == NetworkEvent.Revision.EDITED ? "  " + EDITED : "");
    }

    /** Returns the beginning of a text on one line, at most {@code max} code points and the mark for a cut. */
    public static String excerpt(int max, String text, Punctuation punctuation) {
        String line = text.replace('\n', ' ');
        int length = line.codePointCount(0, line.length());
        return length <= max ? line : line.substring(0, line.offsetByCodePoints(0, max)) + punctuation.ellipsis();
    }
}
