package p2pchat.console.session;

import java.util.function.Consumer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Joins networks. Implemented with the node. */
public interface NetworkJoiner {

    /**
     * Joins a network, or starts it if it is new. Does not wait: events report whether this node was admitted.
     *
     * @param listener receives the events of the network on any thread
     */
    NetworkClient join(NetworkName network, Consumer<NetworkEvent> listener);
}
