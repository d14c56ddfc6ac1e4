package p2pchat.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Proves which device a {@link Uid} belongs to: the uid is a hash of the network, the device's key and a nonce. The
 * binding needs no signature, because no other key with the same hash can be found (protocol 2.12).
 *
 * @param nonce 16 bytes, drawn when the store is created
 */
public record UidProof(DeviceKey device, Bytes nonce) {

    public static final int NONCE_SIZE = 16;

    private static final byte[] LABEL = "p2p-chat store v1\0".getBytes(StandardCharsets.US_ASCII);

    public UidProof {
        if (nonce.size() != NONCE_SIZE) {
            throw new IllegalArgumentException("a nonce has " + NONCE_SIZE + " bytes, not " + nonce.size());
        }
    }

    /** Draws a nonce for a new store. */
    public static UidProof random(DeviceKey device, SecureRandom random) {
        byte[] nonce = new byte[NONCE_SIZE];
        random.nextBytes(nonce);
        return new UidProof(device, Bytes.of(nonce));
    }

    /** Returns the uid of this device's store in this network. */
    public Uid uid(NetworkId network) {
        byte[] text = ByteBuffer.allocate(LABEL.length + 16 + DeviceKey.SIZE + NONCE_SIZE)
                .put(LABEL)
                .put(network.bytes())
                .put(device.bytes().toArray())
                .put(nonce.toArray())
                .array();
        return Uid.of(Arrays.copyOf(Sha256.digest(text), 16));
    }
}
