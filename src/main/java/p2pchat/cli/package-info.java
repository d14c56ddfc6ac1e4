/**
 * The command line: arguments and settings become options of programs, and mistakes become messages. The programs are
 * behind {@link p2pchat.cli.CommandHandlers}.
 */
@NullMarked
package p2pchat.cli;

import org.jspecify.annotations.NullMarked;
