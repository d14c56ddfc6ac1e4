package p2pchat.console.terminal;

import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.NetworkName;

/**
 * Settings of the input line.
 *
 * @param histories returns the input history of a network, if one is used
 * @param ascii whether the terminal shows ASCII only
 */
record EditorSettings(
        TabCompletion completion,
        Function<NetworkName, Optional<InputFile>> histories,
        EditingMode editing,
        boolean ascii) {}
