package p2pchat.console;

import java.util.Optional;

/** What a line asks for. {@code ref} is what a program calls its command. */
sealed interface Intent {

    Optional<String> ref();

    record Say(Optional<String> ref, String text) implements Intent {}

    record Members(Optional<String> ref) implements Intent {}

    record Ask(Optional<String> ref, Question question) implements Intent {}

    record Leave(Optional<String> ref) implements Intent {}

    /** The line asks for nothing that can be done. */
    record Refuse(Optional<String> ref, Explanation explanation) implements Intent {}
}
