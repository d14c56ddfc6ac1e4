/** The composition root: the command line, and whatever connects the rooms. It alone may import everything. */
@NullMarked
package p2pchat;

import org.jspecify.annotations.NullMarked;
