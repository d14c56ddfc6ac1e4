package p2pchat.node;

import java.time.Duration;
import java.util.Optional;

/**
 * Notices that the store hangs: one operation runs for {@link #LIMIT}, as on a frozen file system or a dying disk. Counts
 * its own ticks, because during a pause of the process the store stands still, too (H6).
 */
public final class StoreWatch {

    public static final Duration TICK = Duration.ofMillis(250);

    /** Far longer than a commit takes. With a verification and an election it is the time until another member leads. */
    public static final Duration LIMIT = Duration.ofSeconds(2);

    private long operation;
    private long ticks;
    private boolean stalled;

    /**
     * Accepts the number of the operation that runs now, or 0.
     *
     * @return whether the store hangs; empty if that has not changed
     */
    Optional<Boolean> tick(long running) {
        ticks = running == operation ? ticks + 1 : 0;
        operation = running;
        boolean before = stalled;
        stalled = running != 0 && ticks >= LIMIT.dividedBy(TICK);
        return stalled == before ? Optional.empty() : Optional.of(stalled);
    }
}
