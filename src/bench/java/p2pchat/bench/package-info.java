/**
 * Benchmarks that run the real program in separate processes. To cut connections, a benchmark runs the group in this
 * process and connects it through proxies.
 */
@NullMarked
package p2pchat.bench;

import org.jspecify.annotations.NullMarked;
