/** The message log, which is also the outbox of messages that other members still lack (M9). */
@NullMarked
package p2pchat.log;

import org.jspecify.annotations.NullMarked;
