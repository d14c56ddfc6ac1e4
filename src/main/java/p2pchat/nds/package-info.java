/** The Node Discovery Service ("the directory"), which knows all networks and their leaders. */
@NullMarked
package p2pchat.nds;

import org.jspecify.annotations.NullMarked;
