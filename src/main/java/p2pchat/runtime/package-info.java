/** Adapters that run a node or a directory inside this process: ports, stores, clocks, logging, start-up. */
@NullMarked
package p2pchat.runtime;

import org.jspecify.annotations.NullMarked;
