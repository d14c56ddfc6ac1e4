package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/** The log of this machine to read. {@code home} is empty for the default folder of the nick. */
public record LogOptions(NetworkName group, Nick nick, Optional<Path> home, OutputFormat output) {}
