package p2pchat.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.model.MessageKey;
import p2pchat.model.Saying;

/** What {@link Dialogue} wants done. */
sealed interface Effect {

    /**
     * Goes to the output.
     *
     * @param quoted the message whose text the lines show, if it is another's and nothing else stands there
     */
    record Print(List<String> lines, Optional<MessageKey> quoted) implements Effect {
        Print(List<String> lines) {
            this(lines, Optional.empty());
        }
    }

    /** Goes to the error output. */
    record Complain(Explanation explanation) implements Effect {}

    /** Reading lines may begin. */
    record Listen() implements Effect {}

    /** So many lines are done with; as many more may be read. */
    record Resume(int lines) implements Effect {}

    record Say(long ticket, Saying what) implements Effect {
        Say(long ticket, String text) {
            this(ticket, new Saying.Text(text));
        }
    }

    /** Puts a line where one types, to be changed and entered. */
    record Draft(String line) implements Effect {}

    /** Asks, and takes a yes for the line. */
    record Confirm(String question, String line) implements Effect {}

    /** Keeps these texts no longer among what was typed. */
    record Forget(List<String> texts) implements Effect {}

    record Ask(Optional<String> ref, Question question) implements Effect {}

    /** Asks the node for the message that a wish is about; {@link Dialogue#found} is due with it. */
    record Look(Intent wish, Question.Message question) implements Effect {}

    /** Take part in the network. */
    record Enter() implements Effect {}

    /** {@link Rooms#unreadDue} is due after this time. */
    record TellUnread(Duration time) implements Effect {}

    /** Wipes the screen, where there is one. */
    record Clear() implements Effect {}

    /** {@link Dialogue#waited} is due after this time. */
    record Wait(Duration time) implements Effect {}

    /** {@link Dialogue#overdue} is due after this time. */
    record Remind(Duration time) implements Effect {}

    record Leave() implements Effect {}

    record Exit(int code) implements Effect {}
}
