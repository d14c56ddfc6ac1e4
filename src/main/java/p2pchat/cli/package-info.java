/** Parses the command line and the configuration, and explains usage errors. */
@NullMarked
package p2pchat.cli;

import org.jspecify.annotations.NullMarked;
