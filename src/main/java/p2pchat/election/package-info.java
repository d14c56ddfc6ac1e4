/** One Bully attempt at a time: whether this node may claim the lead, and what it answers to others that would. */
@NullMarked
package p2pchat.election;

import org.jspecify.annotations.NullMarked;
