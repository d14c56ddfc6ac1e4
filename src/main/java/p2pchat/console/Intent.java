package p2pchat.console;

import java.util.Optional;
import p2pchat.model.NetworkName;
import p2pchat.model.Saying;

/** What a line asks for. {@code ref} is what a program calls its command. */
sealed interface Intent {

    Optional<String> ref();

    record Say(Optional<String> ref, Saying what) implements Intent {
        Say(Optional<String> ref, String text) {
            this(ref, new Saying.Text(text));
        }
    }

    record Ask(Optional<String> ref, Question question) implements Intent {}

    /** Tells all of one message. */
    record About(Optional<String> ref, String message) implements Intent {}

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
    record Help(Optional<String> ref, Optional<Commands.Command> topic) implements Intent {}

    record Clear(Optional<String> ref) implements Intent {}

    /** The line asks for nothing that can be done. */
    record Refuse(Optional<String> ref, Explanation explanation) implements Intent {}
}
