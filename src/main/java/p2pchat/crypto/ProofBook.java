package p2pchat.crypto;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

/**
 * The devices behind the uids that this process has met, so that a call to a member can be pinned to its key. Bounded;
 * the one used longest ago is forgotten first.
 *
 * <p>Threading: any thread.
 */
public final class ProofBook {

    private static final int MAX_PROOFS = 20_000;

    private final Map<Uid, UidProof> proofs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Uid, UidProof> eldest) {
            return size() > MAX_PROOFS;
        }
    };

    public synchronized Optional<UidProof> find(Uid uid) {
        return Optional.ofNullable(proofs.get(uid));
    }

    /** Adds a proof, and returns whether it is one: whether the uid is of this device in this network. */
    public synchronized boolean add(NetworkId network, Uid uid, UidProof proof) {
        if (proof.equals(proofs.get(uid))) {
            return true;
        }
        boolean proves = Ed25519.isValid(proof.device().bytes()) && proof.uid(network).equals(uid);
        if (proves) {
            proofs.put(uid, proof);
        }
        return proves;
    }

    /** Adds a proof that was checked before. */
    synchronized void put(Uid uid, UidProof proof) {
        proofs.put(uid, proof);
    }
}
