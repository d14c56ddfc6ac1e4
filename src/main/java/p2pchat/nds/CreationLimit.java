package p2pchat.nds;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how many networks one address may add to the directory, so that one stranger cannot fill it. Pure.
 *
 * @see NdsGuardian.Ask#origin
 */
final class CreationLimit {

    /** One machine may run many groups, and their leaders restore them together after the records were lost. */
    static final int BURST = 200;

    static final long MILLIS_EACH = 5_000;

    private static final int MAX_ORIGINS = 1024;

    /** What an address has used, and when that was true. */
    private record Used(double networks, long at) {
        double left(long now) {
            return Math.max(0, networks - (now - at) / (double) MILLIS_EACH);
        }
    }

    private final Map<String, Used> byOrigin = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Used> eldest) {
            return size() > MAX_ORIGINS;
        }
    };

    /** Returns whether this address may add one more network, and counts it. */
    boolean tryAcquire(String origin, long now) {
        double used = byOrigin.getOrDefault(origin, new Used(0, now)).left(now);
        if (used > BURST - 1) {
            return false;
        }
        byOrigin.put(origin, new Used(used + 1, now));
        return true;
    }
}
