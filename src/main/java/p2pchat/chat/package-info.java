/** Chat: sends each author's messages directly to every member and reports who has them (M8). */
@NullMarked
package p2pchat.chat;

import org.jspecify.annotations.NullMarked;
