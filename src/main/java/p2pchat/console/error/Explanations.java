package p2pchat.console.error;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.error.Explanation.Try;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;

/**
 * Error messages, each with an exit code and commands that may help.
 *
 * @param command the command that failed, without the options that a hint would add:
 *     {@code p2p-chat node --group lunch}
 */
public record Explanations(String command) {

    public static final int DONE = 0;
    public static final int INTERNAL = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int NOT_THIS_NETWORK = 4;
    public static final int NOT_ALLOWED = 5;
    /** Some member did not get some message. */
    public static final int UNDELIVERED = 6;
    /** Removed from the network. */
    public static final int REMOVED = 7;

    public static final int LOCAL = 8;
    /** The exit code that a shell reports after SIGPIPE. */
    public static final int READER_GONE = 141;

    static final Try LIST_MESSAGES = new Try("/history", "list recent messages");

    public static Explanations ofNode(NetworkName network) {
        return new Explanations("p2p-chat node --group " + network);
    }

    public Explanation of(Problem problem) {
        return ProblemText.of(problem, command);
    }

    /** The node shut down before it answered. */
    public static Explanation noAnswer(NetworkName network) {
        return Explanation.of(
                INTERNAL,
                "no answer from the node",
                "it is shutting down",
                new Try("p2p-chat node --group " + network, "start it again"));
    }

    /** A text exceeds the limit of a message. {@code where} names it, such as {@code line 17}. */
    public static Explanation tooLong(String where) {
        return Explanation.of(
                UNDELIVERED,
                where + " is too long for a message",
                String.format(
                        Locale.ROOT,
                        "a message has at most %,d bytes of UTF-8; nothing of it was sent",
                        ChatMessage.MAX_TEXT_BYTES),
                new Try("split -b 60000 FILE", "split it into parts that fit"));
    }

    /** A program sends faster than the members acknowledge. */
    public static Explanation tooMany(int open) {
        return Explanation.of(
                UNDELIVERED,
                "too many unacknowledged messages",
                String.format(
                        Locale.ROOT,
                        "%,d have not reached everyone yet; retry after a delivery with no pending members",
                        open));
    }

    public static Explanation notShown(long count, String network) {
        return Explanation.of(
                LOCAL,
                count + (count == 1 ? " message of " : " messages of ") + network + " not shown",
                "the output is read too slowly; the log has them",
                new Try("p2p-chat history --group " + network + " -n " + count, "show them"));
    }

    /** {@code which} names a message of another member. */
    public static Explanation notYours(String which) {
        return Explanation.of(
                NOT_ALLOWED,
                "you can only edit or delete your own messages",
                which + " is from another member",
                LIST_MESSAGES);
    }

    public static Explanation alreadyDeleted(String which) {
        return Explanation.of(USAGE, which + " is already deleted", "a deletion is permanent", LIST_MESSAGES);
    }

    /** A word is unknown; {@code instead} is what the user probably meant. */
    public static Explanation unknown(String what, Optional<Try> instead) {
        return new Explanation(
                USAGE, what, Optional.empty(), instead.map(List::of).orElse(List.of()));
    }
}
