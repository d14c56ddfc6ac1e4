package p2pchat.model;

import java.util.Map;

/**
 * What the author of a restriction had seen of the person that it restricts. Anything later does not count, even if it
 * claims to be older (protocol 2.13).
 *
 * @param statements the last number of each device; 0 for those that are not listed
 * @param messages the last message number of each store; 0 for those that are not listed
 */
public record Cuts(Map<DeviceKey, Long> statements, Map<Uid, Long> messages) {

    public static final Cuts NONE = new Cuts(Map.of(), Map.of());

    /** The bound of devices, and of stores, so that a statement stays small. */
    public static final int MAX_ENTRIES = 16;

    public Cuts {
        statements = Map.copyOf(statements);
        messages = Map.copyOf(messages);
        if (statements.size() > MAX_ENTRIES || messages.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("a restriction lists at most " + MAX_ENTRIES + " devices and stores");
        }
    }
}
