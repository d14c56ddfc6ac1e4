package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/**
 * Whose journal to tell from.
 *
 * @param home empty for the usual one of the nick
 */
public record WhyOptions(NetworkName group, Nick nick, Optional<Path> home, OutputFormat output) {}
