package p2pchat.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Tells strangers apart by their address. */
final class PeerAddress {

    /** Bytes of an IPv6 address that name the network; one machine has the other ones to itself. */
    private static final int IPV6_NETWORK = 8;

    private PeerAddress() {}

    /** Returns a text that is the same for addresses whose connections are limited together. */
    static String origin(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK) : bytes);
    }
}
