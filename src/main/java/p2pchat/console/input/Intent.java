package p2pchat.console.input;

import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.session.MessageReferences;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkName;

/** What a line asks for. {@code ref} is what a program calls its command. */
public sealed interface Intent {

    Optional<String> ref();

    record Say(Optional<String> ref, MessageDraft what) implements Intent {
        public Say(Optional<String> ref, String text) {
            this(ref, new MessageDraft.Text(text));
        }
    }

    record Ask(Optional<String> ref, NodeQuery question) implements Intent {}

    /** Asks about the message that is meant by these words, see {@link MessageReferences}. */
    record About(Optional<String> ref, String message, Aspect aspect) implements Intent {

        /** What to tell of it. */
        public enum Aspect {
            ALL,
            DELIVERY
        }

        /** The question, where it is clear which message is meant: one that was found, or has this whole id. */
        public Optional<NodeQuery> question(MessageReferences.Result found) {
            return found instanceof MessageReferences.Result.Found one
                    ? Optional.of(of(
                            one.said().message().id(),
                            Optional.of(one.said().message().key())))
                    : MessageId.parse(message).map(id -> of(id, Optional.empty()));
        }

        private NodeQuery of(MessageId id, Optional<MessageKey> key) {
            return switch (aspect) {
                case ALL -> new NodeQuery.Message(id, key);
                case DELIVERY -> new NodeQuery.WhyMessage(id, key);
            };
        }
    }

    /**
     * Changes one of one's own messages.
     *
     * @param message which; empty for the last
     * @param text what it says from now on; empty to have what it says put where one types
     */
    record Edit(Optional<String> ref, Optional<String> message, Optional<String> text) implements Intent {}

    /** Deletes one of one's own messages; unless {@code sure}, after a question. */
    record Delete(Optional<String> ref, String message, boolean sure) implements Intent {}

    /** Takes part in a network, or looks at it if that is done already. */
    record Join(Optional<String> ref, NetworkName network) implements Intent {}

    /** Wanted in this network, whichever is looked at. */
    record In(NetworkName network, Intent intent) implements Intent {
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
    record Refuse(Optional<String> ref, Explanation explanation) implements Intent {}
}
