package p2pchat.console.terminal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.NetworkName;

/**
 * How somebody types.
 *
 * @param histories for each network the file of what was typed there before, if it is kept
 * @param ascii whether the terminal shows no other signs
 */
record EditorSettings(
        TabCompletion completion, Function<NetworkName, Optional<Path>> histories, EditingMode keys, boolean ascii) {}
