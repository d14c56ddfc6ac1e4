/** Benchmarks: they run the real program as a person would, in processes of its own, and say what they measured. */
@NullMarked
package p2pchat.bench;

import org.jspecify.annotations.NullMarked;
