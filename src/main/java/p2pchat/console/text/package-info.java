/** Text that is safe and measurable: sanitiser, width, time expressions, closest match, emoji. */
@NullMarked
package p2pchat.console.text;

import org.jspecify.annotations.NullMarked;
