/** The Bully election: whether this node may claim the lead, and how it answers other candidates. */
@NullMarked
package p2pchat.election;

import org.jspecify.annotations.NullMarked;
