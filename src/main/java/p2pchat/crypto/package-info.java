/** Keys and signatures: who this process is, and whether others are who they say they are. */
@NullMarked
package p2pchat.crypto;

import org.jspecify.annotations.NullMarked;
