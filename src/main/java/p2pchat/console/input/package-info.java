/** Parsers: typed lines, piped lines and JSON commands become intents. */
@NullMarked
package p2pchat.console.input;

import org.jspecify.annotations.NullMarked;
