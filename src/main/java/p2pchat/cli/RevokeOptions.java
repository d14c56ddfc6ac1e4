package p2pchat.cli;

/** The device to end, and the member that states it. {@code device} is the beginning of a fingerprint. */
public record RevokeOptions(MemberOptions member, String device) {}
