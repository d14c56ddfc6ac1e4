package p2pchat.membership;

/**
 * Slows down rejoining. A node that is admitted and dropped again within seconds, several times in a row, is probably not
 * reachable at the address it gives. It rejoins less and less often, because all members see each join and drop. Times are
 * in milliseconds of a monotonic clock.
 */
final class RejoinBackoff {

    /** A membership shorter than this is brief. */
    private static final long BRIEF_MILLIS = 10_000;

    /** Two brief memberships in a row may be bad luck. */
    private static final int MIN_BRIEF = 3;

    private static final long FIRST_PAUSE_MILLIS = 1_000;

    private static final int MAX_DOUBLINGS = 5;

    private long admittedAt = -BRIEF_MILLIS;
    private int briefInARow;

    void admitted(long now) {
        admittedAt = now;
    }

    /** Returns how long to wait before the next join request, in milliseconds. */
    long dropped(long now) {
        briefInARow = now - admittedAt < BRIEF_MILLIS ? briefInARow + 1 : 0;
        return briefInARow < MIN_BRIEF ? 0 : FIRST_PAUSE_MILLIS << Math.min(briefInARow - MIN_BRIEF, MAX_DOUBLINGS);
    }

    /** Returns whether to report this to the user: on the third brief membership, and every third after it. */
    boolean isReportDue() {
        return briefInARow > 0 && briefInARow % MIN_BRIEF == 0;
    }
}
