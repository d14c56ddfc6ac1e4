/** Who is in the network and in which role this node is. Nobody else knows or changes either. */
@NullMarked
package p2pchat.membership;

import org.jspecify.annotations.NullMarked;
