package p2pchat.console.input;

import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkName;
import p2pchat.model.RosterWish;

/** What a line asks for. {@code ref} is a program's own name for its command. */
public sealed interface Intent {

    Optional<String> ref();

    /** Concerns one network: the current one, unless {@link InNetwork} names another. */
    sealed interface OfNetwork extends Intent {}

    /** May concern one message, by a reference such as {@code ^}, {@code @bob}, {@code #41} or part of its id. */
    sealed interface OnMessage extends OfNetwork {}

    /**
     * Sends a message, an edit or a deletion.
     *
     * @param nowait whether a program prefers a refusal to waiting for earlier deliveries
     */
    record Send(Optional<String> ref, MessageDraft draft, boolean nowait) implements OfNetwork {
        public Send(Optional<String> ref, MessageDraft draft) {
            this(ref, draft, false);
        }

        public Send(Optional<String> ref, String text) {
            this(ref, new MessageDraft.Text(text));
        }
    }

    record Query(Optional<String> ref, NodeQuery query) implements OfNetwork {}

    record AboutMessage(Optional<String> ref, String reference, Aspect aspect) implements OnMessage {

        public enum Aspect {
            ALL,
            DELIVERY
        }
    }

    /**
     * Edits an own message.
     *
     * @param reference empty for the last own message
     * @param text the new text; empty to put the present one into the input
     */
    record Edit(Optional<String> ref, Optional<String> reference, Optional<String> text) implements OnMessage {}

    /** Deletes an own message, after a question unless {@code confirmed}. */
    record Delete(Optional<String> ref, String reference, boolean confirmed) implements OnMessage {}

    /**
     * Decides about the network, after a question unless {@code confirmed}.
     *
     * @param since the first message of a removed person that does not count; empty: everything so far counts
     */
    record Decide(Optional<String> ref, RosterWish wish, Optional<String> since, boolean confirmed)
            implements OnMessage {}

    record Leave(Optional<String> ref) implements OfNetwork {}

    /** Nothing can be done for this line. */
    record Invalid(Optional<String> ref, Explanation explanation) implements OfNetwork {}

    record InNetwork(NetworkName network, OfNetwork intent) implements Intent {
        @Override
        public Optional<String> ref() {
            return intent.ref();
        }
    }

    /** Joins a network, or switches to it if the node is in it already. */
    record Join(Optional<String> ref, NetworkName network) implements Intent {}

    /** Leaves every network and ends the program. */
    record Quit(Optional<String> ref) implements Intent {}

    record Help(Optional<String> ref, Optional<SlashCommands.Command> topic) implements Intent {}

    record Clear(Optional<String> ref) implements Intent {}
}
