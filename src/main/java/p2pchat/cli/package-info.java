/** Parses the command line and the configuration, and explains usage errors. The programs are behind {@link p2pchat.cli.CommandHandlers}. */
@NullMarked
package p2pchat.cli;

import org.jspecify.annotations.NullMarked;
