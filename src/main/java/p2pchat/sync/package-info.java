/** What a log lacks: gaps before messages that wait, and what was said while this node was away (protocol 2.7, 2.8). */
@NullMarked
package p2pchat.sync;

import org.jspecify.annotations.NullMarked;
