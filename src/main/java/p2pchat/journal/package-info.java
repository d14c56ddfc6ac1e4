/** What this node did and saw, step by step, so that "why is bob leader?" has an answer. */
@NullMarked
package p2pchat.journal;

import org.jspecify.annotations.NullMarked;
