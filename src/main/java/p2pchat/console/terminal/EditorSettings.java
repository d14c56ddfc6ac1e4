package p2pchat.console.terminal;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.NetworkName;

/**
 * Settings of the input line.
 *
 * @param histories returns the input history of a network, if one is used
 * @param ascii whether the terminal shows ASCII only
 * @param reading the time a user needs to read a question; keys before it are no answers
 */
record EditorSettings(
        TabCompletion completion,
        Function<NetworkName, Optional<InputFile>> histories,
        EditingMode editing,
        boolean ascii,
        Duration reading) {

    static final Duration READING = Duration.ofMillis(300);
}
