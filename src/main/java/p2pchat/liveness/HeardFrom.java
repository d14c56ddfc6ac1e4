package p2pchat.liveness;

import java.util.Optional;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/**
 * A valid frame of a member, whatever it carried.
 *
 * @param view the newest view that its sender knows, if the frame carries it
 * @param answer whether it answers a call of this node, which completes a round trip (H2)
 */
public record HeardFrom(Uid from, Optional<ViewId> view, boolean answer) {}
