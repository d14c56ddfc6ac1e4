/** What a person types and sees, and what a program reads and writes: renderings, commands, errors in words. */
@NullMarked
package p2pchat.console;

import org.jspecify.annotations.NullMarked;
