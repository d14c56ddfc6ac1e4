package p2pchat.model;

import java.util.List;
import java.util.Optional;
import p2pchat.model.NetworkEvent.Delivery;

/**
 * How far one of this node's messages has got.
 *
 * @param delivery as this process followed it; empty for what was said before it started, and long ago
 * @param holders the other members of the view now that are known to store it, ascending
 * @param others all other members of the view now, ascending
 */
public record DeliveryReport(Optional<Delivery> delivery, List<NodeId> holders, List<NodeId> others) {
    public DeliveryReport {
        holders = List.copyOf(holders);
        others = List.copyOf(others);
    }

    /** The members that are not known to store it. */
    public List<NodeId> lacking() {
        return others.stream().filter(member -> !holders.contains(member)).toList();
    }
}
