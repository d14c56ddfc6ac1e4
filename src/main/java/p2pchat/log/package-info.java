/** The message log: the one copy of what was said, and the outbox of what others still lack (M9). */
@NullMarked
package p2pchat.log;

import org.jspecify.annotations.NullMarked;
