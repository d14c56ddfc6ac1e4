/** The Node Discovery Service, "the directory": which networks exist and who leads each. */
@NullMarked
package p2pchat.nds;

import org.jspecify.annotations.NullMarked;
