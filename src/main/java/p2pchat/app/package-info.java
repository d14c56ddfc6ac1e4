/** The programs behind the commands, put together from the rooms. May import everything. */
@NullMarked
package p2pchat.app;

import org.jspecify.annotations.NullMarked;
