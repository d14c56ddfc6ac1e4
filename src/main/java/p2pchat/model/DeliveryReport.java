package p2pchat.model;

import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent.Delivery;

/**
 * The delivery of one of this node's messages.
 *
 * @param delivery as followed by this process; empty for messages sent before it started, and for old ones
 * @param holders the other members of the current view that are known to store it, ascending
 * @param others all other members of the current view, ascending
 */
public record DeliveryReport(Optional<Delivery> delivery, List<NodeId> holders, List<NodeId> others) {
    public DeliveryReport {
        holders = List.copyOf(holders);
        others = List.copyOf(others);
    }

    /** Returns the members that are not known to store it. */
    public List<NodeId> lacking() {
        return others.stream().filter(member -> !holders.contains(member)).toList();
    }
}
