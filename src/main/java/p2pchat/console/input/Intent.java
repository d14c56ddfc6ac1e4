package p2pchat.console.input;

import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.model.MessageDraft;
import p2pchat.model.NetworkName;

/** What a line asks for. {@code ref} is what a program calls its command. */
public sealed interface Intent {

    Optional<String> ref();

    record Send(Optional<String> ref, MessageDraft draft) implements Intent {
        public Send(Optional<String> ref, String text) {
            this(ref, new MessageDraft.Text(text));
        }
    }

    record Query(Optional<String> ref, NodeQuery query) implements Intent {}

    /** Asks about the message that a reference names. */
    record AboutMessage(Optional<String> ref, String reference, Aspect aspect) implements Intent {

        /** What to tell of it. */
        public enum Aspect {
            ALL,
            DELIVERY
        }
    }

    /**
     * Changes one of one's own messages.
     *
     * @param reference which; empty for the last
     * @param text what it says from now on; empty to have what it says put where one types
     */
    record Edit(Optional<String> ref, Optional<String> reference, Optional<String> text) implements Intent {}

    /** Deletes one of one's own messages; unless {@code sure}, after a question. */
    record Delete(Optional<String> ref, String reference, boolean confirmed) implements Intent {}

    /** Takes part in a network, or looks at it if that is done already. */
    record Join(Optional<String> ref, NetworkName network) implements Intent {}

    /** Wanted in this network, whichever is looked at. */
    record InNetwork(NetworkName network, Intent intent) implements Intent {
        @Override
        public Optional<String> ref() {
            return intent.ref();
        }
    }

    /** Leaves the network. */
    record Leave(Optional<String> ref) implements Intent {}

    /** Leaves everything, and ends the program. */
    record Quit(Optional<String> ref) implements Intent {}

    /** Shows the commands, or one of them. */
    record Help(Optional<String> ref, Optional<SlashCommands.Command> topic) implements Intent {}

    record Clear(Optional<String> ref) implements Intent {}

    /** The line asks for nothing that can be done. */
    record Invalid(Optional<String> ref, Explanation explanation) implements Intent {}
}
