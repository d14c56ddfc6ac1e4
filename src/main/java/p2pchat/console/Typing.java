package p2pchat.console;

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
record Typing(Completion completion, Function<NetworkName, Optional<Path>> histories, Keys keys, boolean ascii) {}
