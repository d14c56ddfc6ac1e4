package p2pchat.console;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How somebody types.
 *
 * @param history the file of what was typed before, if it is kept
 */
record Typing(Completion completion, Optional<Path> history, Keys keys) {}
