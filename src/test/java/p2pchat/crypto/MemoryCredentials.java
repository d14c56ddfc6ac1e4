package p2pchat.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import p2pchat.model.Bytes;
import p2pchat.model.Genesis;
import p2pchat.model.NetworkId;
import p2pchat.model.UidProof;

/** A store of credentials without a disk, for tests. */
public final class MemoryCredentials implements CredentialStore {

    private final Bytes genesis;
    private final Bytes nonce;
    private final Map<List<Object>, Credential> stored = new LinkedHashMap<>();

    public MemoryCredentials(Genesis genesis) {
        this.genesis = KeyRings.encode(genesis);
        byte[] drawn = new byte[UidProof.NONCE_SIZE];
        new SecureRandom().nextBytes(drawn);
        this.nonce = Bytes.of(drawn);
    }

    /** Opens a key ring with a new uid in this network. */
    public static KeyRing open(KeyRings rings, Genesis genesis) {
        NetworkId network = KeyRings.id(genesis);
        return rings.open(network, new MemoryCredentials(genesis));
    }

    @Override
    public Bytes genesis() {
        return genesis;
    }

    @Override
    public Bytes nonce() {
        return nonce;
    }

    @Override
    public synchronized List<Credential> credentials() {
        return new ArrayList<>(stored.values());
    }

    @Override
    public synchronized void put(Credential credential) {
        stored.put(List.of(credential.kind(), credential.id()), credential);
    }

    @Override
    public synchronized void remove(Kind kind, Bytes id) {
        stored.remove(List.of(kind, id));
    }
}
