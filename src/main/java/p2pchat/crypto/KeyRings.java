package p2pchat.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;

/**
 * What this process knows about keys: its own, those behind the uids it met, and the genesis of each network.
 *
 * <p>Threading: any thread.
 */
public final class KeyRings {

    private static final int NONCE_SIZE = 16;

    private final Device device;
    private final SecureRandom random;
    private final ProofBook proofs = new ProofBook();
    private final Map<NetworkId, Genesis> networks = new ConcurrentHashMap<>();

    public KeyRings(Device device, SecureRandom random) {
        this.device = device;
        this.random = random;
    }

    public Device device() {
        return device;
    }

    public ProofBook proofs() {
        return proofs;
    }

    /** Creates the genesis of a network that this device founds. */
    public NetworkId found(NetworkName name, DeviceKey directory, Genesis.DirectoryMode mode) {
        byte[] nonce = new byte[NONCE_SIZE];
        random.nextBytes(nonce);
        Genesis genesis = new Genesis(
                name, device.certificate().person(), device.key(), directory, mode, Bytes.of(nonce));
        NetworkId id = id(genesis);
        networks.put(id, genesis);
        return id;
    }

    /** Keeps the genesis of a network, and returns whether it is the right one. */
    public boolean add(NetworkId network, Genesis genesis) {
        boolean matches = id(genesis).equals(network);
        if (matches) {
            networks.put(network, genesis);
        }
        return matches;
    }

    public Optional<Genesis> genesis(NetworkId network) {
        return Optional.ofNullable(networks.get(network));
    }

    /** Returns the id of the network that this genesis founds. */
    public static NetworkId id(Genesis genesis) {
        return Genesis.id(hash(genesis));
    }

    /** Returns the hash that signed texts of the network contain. */
    static Bytes hash(Genesis genesis) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(SignedText.genesis(genesis)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
