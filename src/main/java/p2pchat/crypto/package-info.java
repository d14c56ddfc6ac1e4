/** Keys and signatures: the identity of this process, and checks of the identities of others. */
@NullMarked
package p2pchat.crypto;

import org.jspecify.annotations.NullMarked;
