package p2pchat.crypto;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.LruMap;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.UidProof;

/**
 * The keys that this process knows: its own, those behind the uids that it met, and the genesis of each network.
 *
 * <p>Threading: any thread.
 */
public final class KeyRings {

    private static final int NONCE_SIZE = 16;

    /** Several times as many as one process enters; a directory may show any number of networks. */
    private static final int MAX_NETWORKS = 256;

    private final Device device;
    private final SecureRandom random;
    private final LongSupplier clock;
    private final ProofBook proofs = new ProofBook();
    private final Map<NetworkId, Genesis> networks = Collections.synchronizedMap(new LruMap<>(MAX_NETWORKS));
    private final Map<NetworkId, KeyRing> rings = new ConcurrentHashMap<>();
    private volatile DirectoryKeys directories = DirectoryKeys.PINNED;

    /**
     * Creates the key rings of a process.
     *
     * @param clock milliseconds since 1970
     */
    public KeyRings(Device device, SecureRandom random, LongSupplier clock) {
        this.device = device;
        this.random = random;
        this.clock = clock;
    }

    public Device device() {
        return device;
    }

    public ProofBook proofs() {
        return proofs;
    }

    /** Creates the genesis of a network that this device founds at the directory that answered last. */
    public NetworkId found(NetworkName name, AdmissionPolicy policy) {
        return found(name, directories.seen().orElseThrow(), directories.mode(), policy);
    }

    /** Creates the genesis of an open network that this device founds. */
    public NetworkId found(NetworkName name, DeviceKey directory, Genesis.DirectoryMode mode) {
        return found(name, directory, mode, AdmissionPolicy.OPEN);
    }

    /** Creates the genesis of a network that this device founds. */
    public NetworkId found(NetworkName name, DeviceKey directory, Genesis.DirectoryMode mode, AdmissionPolicy policy) {
        Genesis genesis = new Genesis(
                name, device.certificate().person(), device.key(), directory, mode, random(NONCE_SIZE), policy);
        NetworkId id = id(genesis);
        networks.put(id, genesis);
        return id;
    }

    /** Draws the uid of a new store of this device. */
    public UidProof draw() {
        return UidProof.random(device.key(), random);
    }

    /** Keeps the genesis of a network; returns false if it is not that of the network. */
    public boolean add(NetworkId network, Genesis genesis) {
        boolean matches = id(genesis).equals(network);
        if (matches) {
            networks.put(network, genesis);
        }
        return matches;
    }

    public Optional<Genesis> genesis(NetworkId network) {
        return ring(network).map(KeyRing::genesis).or(() -> Optional.ofNullable(networks.get(network)));
    }

    /** Sets which directories may grant the leadership. Before this call, only the one in the genesis may. */
    public void trust(DirectoryKeys keys) {
        directories = keys;
    }

    CompletionStage<Boolean> accepts(Genesis genesis, DeviceKey directory) {
        return directories.accepts(genesis, directory);
    }

    SecureRandom random() {
        return random;
    }

    Bytes random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    long now() {
        return clock.getAsLong();
    }

    /**
     * Opens the key ring of a network with the content of its store.
     *
     * @throws IllegalArgumentException if the genesis or a credential in the store is not of this network
     */
    public KeyRing open(NetworkId network, CredentialStore store) {
        Genesis genesis = SignedTextReader.genesis(store.genesis());
        if (!add(network, genesis)) {
            throw new IllegalArgumentException("the genesis is not that of network " + network);
        }
        KeyRing ring = new KeyRing(this, network, genesis, store);
        rings.put(network, ring);
        return ring;
    }

    /** Returns the key ring of a network while its store is open. */
    public Optional<KeyRing> ring(NetworkId network) {
        return Optional.ofNullable(rings.get(network));
    }

    /** Forgets the key ring when the store is closed. */
    public void close(NetworkId network) {
        rings.remove(network);
    }

    /** Returns the id of the network that this genesis founds. */
    public static NetworkId id(Genesis genesis) {
        return Genesis.id(hash(genesis));
    }

    /** Returns the genesis as it is stored and hashed. */
    public static Bytes encode(Genesis genesis) {
        return Bytes.of(SignedText.genesis(genesis));
    }

    /** Reverses {@link #encode}. Throws {@code IllegalArgumentException} if it is damaged. */
    public static Genesis decode(Bytes encoded) {
        return SignedTextReader.genesis(encoded);
    }

    /** Returns the hash that signed texts of the network contain. */
    static Bytes hash(Genesis genesis) {
        return SignedText.hash(SignedText.genesis(genesis));
    }
}
