/** Failure detection: heartbeats, silence, and the verification before a node counts as gone. */
@NullMarked
package p2pchat.liveness;

import org.jspecify.annotations.NullMarked;
