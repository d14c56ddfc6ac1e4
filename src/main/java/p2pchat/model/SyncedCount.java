package p2pchat.model;

/** So many of the other members hold the same messages as this node, as far as it knows. */
public record SyncedCount(int same, int of) {}
