/** Writers for stored logs: text, Markdown, HTML. */
@NullMarked
package p2pchat.console.export;

import org.jspecify.annotations.NullMarked;
