/** The frame that membership, liveness, election and roster share: a pure machine, and the actor that runs one. */
@NullMarked
package p2pchat.machine;

import org.jspecify.annotations.NullMarked;
