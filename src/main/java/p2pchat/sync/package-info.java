/** Fetches missing messages: gaps before waiting messages, and everything sent while this node was away (protocol 2.7, 2.8). */
@NullMarked
package p2pchat.sync;

import org.jspecify.annotations.NullMarked;
