/** Frontends: the inline editor, the plain terminal, and streams. */
@NullMarked
package p2pchat.console.terminal;

import org.jspecify.annotations.NullMarked;
