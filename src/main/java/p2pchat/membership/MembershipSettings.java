package p2pchat.membership;

import java.time.Duration;

/**
 * The timing of the roles.
 *
 * @param loopMin the shortest wait between two rounds of the search for the leader
 * @param loopMax the longest
 * @param backoffMin the shortest wait after a claim that failed
 * @param backoffMax the longest
 * @param refresh how often a leader refreshes the record of the directory
 * @param pushTimeout how long a member may take to acknowledge a view
 * @param joinTimeout how long a leader may take to admit a node; it stores its view first
 * @param staleForStrangers how long a leader must not have refreshed its record before a newcomer claims (H19)
 */
public record MembershipSettings(
        Duration loopMin,
        Duration loopMax,
        Duration backoffMin,
        Duration backoffMax,
        Duration refresh,
        Duration pushTimeout,
        Duration joinTimeout,
        Duration staleForStrangers) {

    public static final MembershipSettings DEFAULT = new MembershipSettings(
            Duration.ofMillis(300),
            Duration.ofMillis(1000),
            Duration.ofMillis(750),
            Duration.ofMillis(2250),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(15));
}
