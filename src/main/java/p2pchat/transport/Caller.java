package p2pchat.transport;

import p2pchat.model.DeviceKey;

/**
 * The client of a request.
 *
 * @param device the key that it proved in TLS
 * @param origin its address, see {@link PeerAddress}
 */
public record Caller(DeviceKey device, String origin) {}
