package p2pchat.nds;

import java.util.LinkedHashMap;
import java.util.Map;

/** Limits how many networks one address or device may add to the directory, so that one stranger cannot fill it. */
public final class CreationLimit {

    private static final int MAX_ORIGINS = 1024;

    /** What an origin has used, and when that was true. */
    private record Used(double networks, long at) {}

    private final int burst;
    private final double millisEach;

    private final Map<String, Used> byOrigin = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
            return size() > MAX_ORIGINS;
        }
    };

    /**
     * Creates a limit.
     *
     * @param burst as many at once
     * @param millisEach one more is allowed after each
     */
    public CreationLimit(int burst, long millisEach) {
        this.burst = burst;
        this.millisEach = millisEach;
    }

    /** Returns whether this origin may add one more network, and counts it. */
    public synchronized boolean tryAcquire(String origin, long now) {
        Used before = byOrigin.getOrDefault(origin, new Used(0, now));
        double used = Math.max(0, before.networks() - (now - before.at()) / millisEach);
        if (used > burst - 1) {
            return false;
        }
        byOrigin.put(origin, new Used(used + 1, now));
        return true;
    }
}
