/** The state machines of a session: one for all networks, one for each conversation. */
@NullMarked
package p2pchat.console.session;

import org.jspecify.annotations.NullMarked;
