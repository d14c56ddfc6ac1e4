/** The programs behind the commands. May import all rooms. */
@NullMarked
package p2pchat.app;

import org.jspecify.annotations.NullMarked;
