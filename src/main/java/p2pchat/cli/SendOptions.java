package p2pchat.cli;

import java.util.Optional;

/**
 * What to send, and as which member.
 *
 * @param text empty to read it from standard input
 */
public record SendOptions(MemberOptions member, Optional<String> text) {}
