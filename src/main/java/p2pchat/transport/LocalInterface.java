package p2pchat.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import p2pchat.model.Address;

/** Finds the address of this machine that others can reach. */
public final class LocalInterface {

    private LocalInterface() {}

    /** Returns the bound address, or for a wildcard the interface that routes to {@code others}. */
    public static Address reachable(Address bound, Address others) {
        return bound.host().equals("0.0.0.0") || bound.host().equals("::")
                ? new Address(towards(others), bound.port())
                : bound;
    }

    /** Returns the address of the interface that routes to {@code target}, or loopback if none does. Sends nothing. */
    public static String towards(Address target) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | IllegalArgumentException unroutable) {
            return "127.0.0.1";
        }
    }
}
