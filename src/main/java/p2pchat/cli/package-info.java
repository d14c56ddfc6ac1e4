/**
 * The command line: what was typed, and what was set before, become options of programs; mistakes become words. The
 * programs themselves are behind {@link p2pchat.cli.Programs}.
 */
@NullMarked
package p2pchat.cli;

import org.jspecify.annotations.NullMarked;
