package p2pchat.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to look for the directory, and when to start one inside this process because none is there (protocol 2.4). Only
 * for the usual address: a directory that somebody named is never replaced. Pure.
 *
 * <pre>
 *   ABSENT ──nobody there──► STARTING ──started──► HERE ──ended──┐
 *     ▲ ▲                       │                                │
 *     │ └──────not started──────┘ (somebody else was faster)     │
 *     │ └────────────────────────────────────────────────────────┘
 *     └──nobody there── SERVED ◄──answers── (any but HERE)
 * </pre>
 *
 * <p>Who was served waits a little first, since all others on the machine notice at the same moment. A directory that
 * is only late is left alone. After a failure the pauses double, up to {@link #LONGEST_PAUSE}.
 */
final class DirectoryHostingPolicy {

    /** Between two looks, give or take a half: many nodes shall not ask in step. */
    static final Duration PERIOD = Duration.ofSeconds(6);

    /** Who notices at the same moment starts at different ones; whoever is second finds a directory. */
    static final Duration SPREAD = Duration.ofMillis(400);

    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** A process that has just been started gives up hope after so many failures: some six seconds. */
    static final int PATIENCE = 6;

    private static final int MOST_DOUBLINGS = 8;

    /** What to do next; exactly one thing. */
    sealed interface Next {
        record Look(Duration after) implements Next {}

        record Start() implements Next {}

        /** Something is under way already. */
        record Wait() implements Next {}
    }

    private enum State {
        ABSENT,
        SERVED,
        STARTING,
        HERE
    }

    private final boolean allowed;
    private State state = State.ABSENT;
    private int failures;
    private boolean hopeless;

    /** For a process that may start one, or not. */
    DirectoryHostingPolicy(boolean allowed) {
        this.allowed = allowed;
    }

    /** Whether a directory may be there within seconds, though none answers now. */
    boolean isHopeful() {
        return allowed && !hopeless && failures < PATIENCE;
    }

    /** Whether a call by somebody else that failed is reason to look at once. */
    boolean wouldLook() {
        return allowed && (state == State.SERVED || state == State.HERE);
    }

    Next answered(RandomGenerator random) {
        if (state != State.HERE) {
            state = State.SERVED;
        }
        failures = 0;
        hopeless = false;
        return regularly(random);
    }

    /** @param late whether somebody may be there who was only not heard in time */
    Next unanswered(boolean late, RandomGenerator random) {
        hopeless = late;
        if (state == State.STARTING) {
            return new Next.Wait();
        } else if (!allowed || late || state == State.HERE) {
            return regularly(random);
        } else if (state == State.SERVED) {
            state = State.ABSENT;
            return new Next.Look(Duration.ofMillis(random.nextLong(SPREAD.toMillis())));
        }
        state = State.STARTING;
        return new Next.Start();
    }

    Next started() {
        state = State.HERE;
        return new Next.Look(Duration.ZERO);
    }

    /** @param taken whether somebody else has just started one */
    Next notStarted(boolean taken, RandomGenerator random) {
        hopeless = !taken;
        return again(random);
    }

    /** The directory that ran here does not any more. */
    Next ended(RandomGenerator random) {
        return again(random);
    }

    private Next again(RandomGenerator random) {
        state = State.ABSENT;
        long pause = FIRST_PAUSE.toMillis() << Math.min(failures, MOST_DOUBLINGS);
        failures++;
        return new Next.Look(around(Math.min(pause, LONGEST_PAUSE.toMillis()), random));
    }

    private static Next regularly(RandomGenerator random) {
        return new Next.Look(around(PERIOD.toMillis(), random));
    }

    private static Duration around(long millis, RandomGenerator random) {
        return Duration.ofMillis(millis / 2 + random.nextLong(millis));
    }
}
