package p2pchat.liveness;

import java.util.Optional;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/**
 * That a valid frame came from a member, whatever it carried.
 *
 * @param view what its sender knows, where the frame says so
 * @param answer whether it answers a call of ours, which completes a round trip (H2)
 */
public record HeardFrom(Uid from, Optional<ViewId> view, boolean answer) {}
