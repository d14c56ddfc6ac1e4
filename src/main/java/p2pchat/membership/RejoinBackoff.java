package p2pchat.membership;

/**
 * How long the leader's admissions of this node last. Whoever is let in and dropped again within seconds, time after time,
 * is most likely not reached by the others at the address it gives: it asks more and more seldom, since all are told of
 * each coming and going. A pure machine; times are in milliseconds of a clock that only runs forward.
 */
final class RejoinBackoff {

    private static final long BRIEF_MILLIS = 10_000;

    /** Two may be bad luck. */
    private static final int TOO_MANY = 3;

    private static final long FIRST_PAUSE_MILLIS = 1_000;

    private static final int MOST_DOUBLINGS = 5;

    private long since = -BRIEF_MILLIS;
    private int brief;

    void begins(long now) {
        since = now;
    }

    /** Not admitted any more. Answers how long to wait before the next request. */
    long ends(long now) {
        brief = now - since < BRIEF_MILLIS ? brief + 1 : 0;
        return brief < TOO_MANY ? 0 : FIRST_PAUSE_MILLIS << Math.min(brief - TOO_MANY, MOST_DOUBLINGS);
    }

    /** Whether it is time to tell somebody: at first, and now and then. */
    boolean worthTelling() {
        return brief > 0 && brief % TOO_MANY == 0;
    }
}
