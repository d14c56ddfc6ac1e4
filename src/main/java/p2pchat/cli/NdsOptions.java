package p2pchat.cli;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.model.Address;

/**
 * How to run the directory.
 *
 * @param store empty for the usual folder
 */
public record NdsOptions(Address listen, Optional<Path> store) {}
