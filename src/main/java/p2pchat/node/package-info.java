/** One process: its networks, and in each network the actors, which are introduced to each other here. */
@NullMarked
package p2pchat.node;

import org.jspecify.annotations.NullMarked;
