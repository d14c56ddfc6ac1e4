/** The composition root: the programs behind the commands, put together from the rooms. It alone may import everything. */
@NullMarked
package p2pchat;

import org.jspecify.annotations.NullMarked;
