package p2pchat.console.input;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.text.PointInTime;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.SearchPattern;

/** What somebody may want of the node, beside saying something. */
public sealed interface NodeQuery {

    /** Why is the leader who it is? */
    record WhyLeader() implements NodeQuery {}

    /**
     * Which networks are there?
     *
     * @param refresh whether the directory is asked now, or what it said last is good enough
     */
    record Networks(boolean refresh) implements NodeQuery {}

    /** Who is here, and who went? */
    record Members() implements NodeQuery {}

    /** How does this node stand, and where are its things? */
    record Status() implements NodeQuery {}

    /** May I be called this from now on? */
    record Rename(Nick nick) implements NodeQuery {}

    /** What was said last? */
    record History(int count) implements NodeQuery {}

    /**
     * Where was that said? The newest {@code count} messages that fit all of it.
     *
     * @param text found somewhere in the message
     */
    record Search(Optional<Nick> from, Optional<PointInTime> since, Optional<SearchPattern> text, int count)
            implements NodeQuery {}

    /** Write the whole log to a file that is not there yet. */
    record Export(Path file, ExportFormat format) implements NodeQuery {}

    /** A question about one message, by its id; the {@code key} says which where several claim that. */
    sealed interface OfMessage extends NodeQuery {
        MessageId id();

        Optional<MessageKey> key();
    }

    /** What is known of this message? */
    record Message(MessageId id, Optional<MessageKey> key) implements OfMessage {}

    /** Who has this message, and why do others not? */
    record WhyMessage(MessageId id, Optional<MessageKey> key) implements OfMessage {}

    /** What is known of the network? */
    record Info() implements NodeQuery {}
}
