package p2pchat.election;

import java.time.Duration;

/**
 * How patient an election is.
 *
 * @param stagger how long each rank waits for the one before it, so that one candidate acts alone (H21)
 * @param coordinatorWait how long one who outranks us may take to become leader; more than two confirms of two tries
 * @param answerTimeout how long an ELECTION may go unanswered
 */
public record ElectionSettings(Duration stagger, Duration coordinatorWait, Duration answerTimeout) {

    /** Over wide networks, and for laptops. */
    public static final ElectionSettings RELAXED = withAnswerTimeout(500);

    public static final ElectionSettings BALANCED = withAnswerTimeout(400);

    /** Within one site, and for tests. */
    public static final ElectionSettings FAST = withAnswerTimeout(250);

    private static ElectionSettings withAnswerTimeout(int millis) {
        return new ElectionSettings(Duration.ofMillis(150), Duration.ofSeconds(3), Duration.ofMillis(millis));
    }
}
