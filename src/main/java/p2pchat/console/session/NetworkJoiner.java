package p2pchat.console.session;

import java.util.function.Consumer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** The way into networks. {@code node} stands behind it. */
public interface NetworkJoiner {

    /**
     * Takes part in a network, and starts it if it is new. Does not wait: the events tell whether this node got in.
     *
     * @param listener told of what happens there, on any thread
     */
    NetworkClient join(NetworkName network, Consumer<NetworkEvent> listener);
}
