/** One process: its networks, and the actors of each network, which are connected here. */
@NullMarked
package p2pchat.node;

import org.jspecify.annotations.NullMarked;
