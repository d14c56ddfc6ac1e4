/** Who is heard: the leader's pulse, the members' silence, and the proof before anybody is given up. */
@NullMarked
package p2pchat.liveness;

import org.jspecify.annotations.NullMarked;
