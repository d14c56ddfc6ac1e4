/** Renderers: events become lines for people, line tools and programs. */
@NullMarked
package p2pchat.console.render;

import org.jspecify.annotations.NullMarked;
