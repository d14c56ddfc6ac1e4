/** Chat: from each author straight to every member, and the truth about who has what (M8). */
@NullMarked
package p2pchat.chat;

import org.jspecify.annotations.NullMarked;
