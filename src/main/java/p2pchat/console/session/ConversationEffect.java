package p2pchat.console.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageKey;

/** What {@link ConversationState} wants done. */
public sealed interface ConversationEffect {

    /**
     * Goes to the output.
     *
     * @param quoted the message whose text the lines show, if it is another's and nothing else stands there
     */
    record Print(List<String> lines, Optional<MessageKey> quoted) implements ConversationEffect {
        Print(List<String> lines) {
            this(lines, Optional.empty());
        }
    }

    /** Goes to the error output. */
    record Complain(Explanation explanation) implements ConversationEffect {}

    /** Reading lines may begin. */
    record Listen() implements ConversationEffect {}

    /** So many lines are done with; as many more may be read. */
    record Resume(int lines) implements ConversationEffect {}

    record Say(long ticket, MessageDraft what) implements ConversationEffect {
        Say(long ticket, String text) {
            this(ticket, new MessageDraft.Text(text));
        }
    }

    /** Puts a line where one types, to be changed and entered. */
    record Draft(String line) implements ConversationEffect {}

    /** Asks, and takes a yes for the line. */
    record Confirm(String question, String line) implements ConversationEffect {}

    /** Keeps these texts no longer among what was typed. */
    record Forget(List<String> texts) implements ConversationEffect {}

    record Ask(Optional<String> ref, NodeQuery question) implements ConversationEffect {}

    /** Asks the node for the message that a wish is about; {@link ConversationState#found} is due with it. */
    record Look(Intent wish, NodeQuery.Message question) implements ConversationEffect {}

    /** Take part in the network. */
    record Enter() implements ConversationEffect {}

    /** {@link SessionState#unreadDue} is due after this time. */
    record TellUnread(Duration time) implements ConversationEffect {}

    /** Wipes the screen, where there is one. */
    record Clear() implements ConversationEffect {}

    /** {@link ConversationState#waited} is due after this time. */
    record Wait(Duration time) implements ConversationEffect {}

    /** {@link ConversationState#overdue} is due after this time. */
    record Remind(Duration time) implements ConversationEffect {}

    record Leave() implements ConversationEffect {}

    record Exit(int code) implements ConversationEffect {}
}
