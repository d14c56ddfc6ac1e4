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
    record PrintError(Explanation explanation) implements ConversationEffect {}

    /** Reading lines may begin. */
    record StartInput() implements ConversationEffect {}

    /** So many lines are done with; as many more may be read. */
    record ReadMore(int lines) implements ConversationEffect {}

    record Send(long ticket, MessageDraft draft) implements ConversationEffect {
        Send(long ticket, String text) {
            this(ticket, new MessageDraft.Text(text));
        }
    }

    /** Puts a line where one types, to be changed and entered. */
    record Prefill(String line) implements ConversationEffect {}

    /** Asks, and takes a yes for the line. */
    record Confirm(String question, String line) implements ConversationEffect {}

    /** Keeps these texts no longer among what was typed. */
    record Forget(List<String> texts) implements ConversationEffect {}

    record Query(Optional<String> ref, NodeQuery query) implements ConversationEffect {}

    /** Asks the node for the message that a wish is about; {@link ConversationState#messageFetched} is due with it. */
    record Fetch(Intent intent, NodeQuery.Message query) implements ConversationEffect {}

    /** Take part in the network. */
    record Join() implements ConversationEffect {}

    /** {@link SessionState#announceUnread} is due after this time. */
    record ScheduleUnreadNotice(Duration time) implements ConversationEffect {}

    /** Wipes the screen, where there is one. */
    record Clear() implements ConversationEffect {}

    /** {@link ConversationState#drainTimedOut} is due after this time. */
    record ScheduleDrainTimeout(Duration time) implements ConversationEffect {}

    /** {@link ConversationState#showOverdue} is due after this time. */
    record ScheduleOverdueCheck(Duration time) implements ConversationEffect {}

    record Leave() implements ConversationEffect {}

    record Exit(int code) implements ConversationEffect {}
}
