/** Every failure as a message for people: what happened, why, and what to try. */
@NullMarked
package p2pchat.console.error;

import org.jspecify.annotations.NullMarked;
