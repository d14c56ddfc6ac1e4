package p2pchat.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides when to check the directory, and when to start one inside this process because none answers (protocol 2.4).
 * Applies to the default address only: a directory that the user named is never replaced. Pure.
 *
 * <pre>
 *   ABSENT ──no answer──► STARTING ──started──► HERE ──ended──┐
 *     ▲ ▲                    │                                │
 *     │ └────not started─────┘ (another process was faster)   │
 *     │ └─────────────────────────────────────────────────────┘
 *     └──no answer── SERVED ◄──answer── (any but HERE)
 * </pre>
 *
 * <p>A node that was served waits a little first, because all nodes on the machine notice at the same moment. A
 * directory that only answers late is left alone. After a failure the pauses double, up to {@link #LONGEST_PAUSE}.
 */
final class DirectoryHostingPolicy {

    /** Between two checks, plus or minus half, so that many nodes do not ask in step. */
    static final Duration PERIOD = Duration.ofSeconds(6);

    /** Spreads the starts of nodes that notice at the same moment, so that the second one finds a directory. */
    static final Duration SPREAD = Duration.ofMillis(400);

    static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** Failures until an entry stops waiting for a directory, about six seconds. */
    static final int MAX_FAILURES = 6;

    private static final int MAX_DOUBLINGS = 8;

    /** The next action. */
    sealed interface Next {
        record Check(Duration after) implements Next {}

        record Start() implements Next {}

        /** An action is under way already. */
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
    private boolean givenUp;

    DirectoryHostingPolicy(boolean allowed) {
        this.allowed = allowed;
    }

    /** Whether a directory may answer within seconds, although none answers now. */
    boolean mayAppear() {
        return allowed && !givenUp && failures < MAX_FAILURES;
    }

    /** Whether a failed call of another part of this node is a reason to check at once. */
    boolean checksOnFailedCall() {
        return allowed && (state == State.SERVED || state == State.HERE);
    }

    Next answered(RandomGenerator random) {
        if (state != State.HERE) {
            state = State.SERVED;
        }
        failures = 0;
        givenUp = false;
        return afterPeriod(random);
    }

    /** @param late whether the call timed out, so that a directory may be running */
    Next unanswered(boolean late, RandomGenerator random) {
        givenUp = late;
        if (state == State.STARTING) {
            return new Next.Wait();
        } else if (!allowed || late || state == State.HERE) {
            return afterPeriod(random);
        } else if (state == State.SERVED) {
            state = State.ABSENT;
            return new Next.Check(Duration.ofMillis(random.nextLong(SPREAD.toMillis())));
        }
        state = State.STARTING;
        return new Next.Start();
    }

    Next started() {
        state = State.HERE;
        return new Next.Check(Duration.ZERO);
    }

    /** @param taken whether another process has just started one */
    Next notStarted(boolean taken, RandomGenerator random) {
        givenUp = !taken;
        return retry(random);
    }

    Next ended(RandomGenerator random) {
        return retry(random);
    }

    private Next retry(RandomGenerator random) {
        state = State.ABSENT;
        long pause = FIRST_PAUSE.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        failures++;
        return new Next.Check(around(Math.min(pause, LONGEST_PAUSE.toMillis()), random));
    }

    private static Next afterPeriod(RandomGenerator random) {
        return new Next.Check(around(PERIOD.toMillis(), random));
    }

    private static Duration around(long millis, RandomGenerator random) {
        return Duration.ofMillis(millis / 2 + random.nextLong(millis));
    }
}
