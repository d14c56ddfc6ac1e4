package p2pchat.election;

import java.time.Duration;

/**
 * The timing of an election.
 *
 * @param stagger how long each rank waits for the one before it, so that one candidate acts alone (H21)
 * @param coordinatorWait how long a member with a lower id may take to become leader; longer than two confirms with two
 *     tries each
 * @param answerTimeout how long an ELECTION may go unanswered
 */
public record ElectionSettings(Duration stagger, Duration coordinatorWait, Duration answerTimeout) {

    /** For wide area networks and laptops. */
    public static final ElectionSettings RELAXED = withAnswerTimeout(500);

    public static final ElectionSettings BALANCED = withAnswerTimeout(400);

    /** For one site, and for tests. */
    public static final ElectionSettings FAST = withAnswerTimeout(250);

    private static ElectionSettings withAnswerTimeout(int millis) {
        return new ElectionSettings(Duration.ofMillis(150), Duration.ofSeconds(3), Duration.ofMillis(millis));
    }
}
