package p2pchat.console.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkName;

/** What {@link SessionState} and {@link ConversationState} want done. {@link Session} performs it. */
sealed interface Effect {

    /** Performed by the {@link Frontend}. */
    sealed interface OnFrontend extends Effect {}

    /** Performed by the client of one network. */
    sealed interface OnNetwork extends Effect {
        NetworkName network();
    }

    /** Feeds an input back to the state after a delay. */
    sealed interface Timer extends Effect {
        Duration delay();
    }

    /** Prints lines, which may show the text of another member's message and nothing else. */
    record Print(List<String> lines, Optional<MessageKey> quoted) implements OnFrontend {
        Print(List<String> lines) {
            this(lines, Optional.empty());
        }
    }

    record PrintError(Explanation explanation) implements OnFrontend {}

    /** Allows this many more lines to be read. */
    record ReadMore(int lines) implements OnFrontend {}

    /** Puts a line into the input for editing. */
    record Prefill(String line) implements OnFrontend {}

    /**
     * Asks a question; yes enters the line.
     *
     * @param effect what happens then; empty if the question says it
     */
    record Confirm(String question, String effect, String line) implements OnFrontend {
        Confirm(String question, String line) {
            this(question, "", line);
        }
    }

    /** Removes texts of deleted messages from the input history. */
    record ForgetTexts(NetworkName network, List<String> texts) implements OnFrontend {}

    record ClearScreen() implements OnFrontend {}

    record Join(NetworkName network) implements OnNetwork {}

    record Send(NetworkName network, long ticket, MessageDraft draft) implements OnNetwork {}

    record Query(NetworkName network, Optional<String> ref, NodeQuery query) implements OnNetwork {}

    /** Fetches what an intent refers to; {@link ConversationState#fetched} gets it. */
    record Fetch(NetworkName network, Intent.OnMessage intent, NodeQuery query) implements OnNetwork {}

    record Leave(NetworkName network) implements OnNetwork {}

    /** Then {@link ConversationState#drainTimedOut}. */
    record DrainTimeout(NetworkName network, Duration delay) implements Timer {}

    /** Then {@link ConversationState#showOverdue}. */
    record OverdueCheck(NetworkName network, Duration delay) implements Timer {}

    /** Then {@link SessionState#announceUnread}. */
    record UnreadNotice(Duration delay) implements Timer {}

    /** Ends the session. */
    record Exit(int code) implements Effect {}
}
