package p2pchat.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import p2pchat.model.Address;

/** Which of this machine's addresses others see. */
public final class LocalInterface {

    private LocalInterface() {}

    /** Where others reach what is bound here: itself, or, bound to every interface, the one that leads to them. */
    public static Address reachable(Address bound, Address others) {
        return bound.host().equals("0.0.0.0") || bound.host().equals("0:0:0:0:0:0:0:0")
                ? new Address(towards(others), bound.port())
                : bound;
    }

    /** The address of the interface that leads to {@code target}; loopback where nothing leads there. Sends nothing. */
    public static String towards(Address target) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | IllegalArgumentException unroutable) {
            return "127.0.0.1";
        }
    }
}
