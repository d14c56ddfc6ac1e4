package p2pchat.console.session;

import java.util.function.Consumer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Joins networks. Implemented with the node. */
public interface NetworkJoiner {

    /** Joins or starts a network without waiting. The listener receives its events on any thread. */
    NetworkClient join(NetworkName network, Consumer<NetworkEvent> listener);
}
