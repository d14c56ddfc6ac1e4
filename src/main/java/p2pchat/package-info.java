/** The entry point of the process. */
@NullMarked
package p2pchat;

import org.jspecify.annotations.NullMarked;
