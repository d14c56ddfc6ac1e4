/** The members of the network and the role of this node. No other room changes either. */
@NullMarked
package p2pchat.membership;

import org.jspecify.annotations.NullMarked;
