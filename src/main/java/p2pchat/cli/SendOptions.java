package p2pchat.cli;

import java.util.Optional;

/** The message to send, and the member to send it as. {@code text} is empty to read standard input. */
public record SendOptions(MemberOptions member, Optional<String> text) {}
