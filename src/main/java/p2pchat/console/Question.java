package p2pchat.console;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;

/** What somebody may want of the node, beside saying something. */
public sealed interface Question {

    /** Why is the leader who it is? */
    record WhyLeader() implements Question {}

    /**
     * Which networks are there?
     *
     * @param anew whether the directory is asked now, or what it said last is good enough
     */
    record Networks(boolean anew) implements Question {}

    /** Who is here, and who went? */
    record Members() implements Question {}

    /** How does this node stand, and where are its things? */
    record Status() implements Question {}

    /** May I be called this from now on? */
    record Rename(Nick nick) implements Question {}

    /** What was said last? */
    record History(int count) implements Question {}

    /**
     * Where was that said? The newest {@code count} messages that fit all of it.
     *
     * @param text found somewhere in the message
     */
    record Search(Optional<Nick> from, Optional<PointInTime> since, Optional<Pattern> text, int count)
            implements Question {}

    /** Write the whole log to a file that is not there yet. */
    record Export(Path file, Transcript.Format format) implements Question {}

    /** A question about one message, by its id; the {@code key} says which where several claim that. */
    sealed interface OfMessage extends Question {
        MessageId id();

        Optional<MessageKey> key();
    }

    /** What is known of this message? */
    record Message(MessageId id, Optional<MessageKey> key) implements OfMessage {}

    /** Who has this message, and why do others not? */
    record WhyMessage(MessageId id, Optional<MessageKey> key) implements OfMessage {}

    /** What is known of the network? */
    record Info() implements Question {}
}
