/** The journal of a node: its steps, to explain a change of leader. */
@NullMarked
package p2pchat.journal;

import org.jspecify.annotations.NullMarked;
