package p2pchat.bench;

import java.nio.file.Path;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/** The node that a benchmark talks through. */
public record BenchNodeOptions(NetworkName group, Nick nick, Address directory, Path home) {}
