/** Checks whole logs from their signatures alone, and signed transcripts of them. */
@NullMarked
package p2pchat.proof;

import org.jspecify.annotations.NullMarked;
