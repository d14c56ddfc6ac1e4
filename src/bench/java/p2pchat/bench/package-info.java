/**
 * Benchmarks: they run the real program as a person would, in processes of its own, and say what they measured. Where a
 * network must fail, the group lies in this process, and its connections lead through proxies.
 */
@NullMarked
package p2pchat.bench;

import org.jspecify.annotations.NullMarked;
