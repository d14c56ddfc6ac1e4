package p2pchat.machine;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A state machine without I/O. Everything that happens to it is an input; everything it wants done is an effect.
 *
 * @param <I> the sealed type of its inputs
 * @param <E> the sealed type of its effects
 */
public interface Machine<I, E> {

    /**
     * Handles one input.
     *
     * @param now in milliseconds of a monotonic clock
     * @return what the caller performs, in order
     */
    List<E> on(long now, RandomGenerator random, I input);
}
