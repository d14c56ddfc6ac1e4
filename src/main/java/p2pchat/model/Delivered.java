package p2pchat.model;

/** A message whose turn has come, and what must be said of its place. */
public record Delivered(ChatMessage message, Mark mark) {}
