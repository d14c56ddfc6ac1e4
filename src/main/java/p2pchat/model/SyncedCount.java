package p2pchat.model;

/** How many of the other members are known to hold the same messages as this node. */
public record SyncedCount(int same, int of) {}
