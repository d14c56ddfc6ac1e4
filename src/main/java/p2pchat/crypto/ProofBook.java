package p2pchat.crypto;

import java.util.Map;
import java.util.Optional;
import p2pchat.model.LruMap;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

/**
 * The devices behind the uids that this process has met. They pin a call to a member to its key. Bounded; the least
 * recently used is removed first, but strangers displace no member.
 *
 * <p>Threading: any thread.
 */
public final class ProofBook {

    static final int MAX_PROOFS = 20_000;

    private final Map<Uid, UidProof> members = new LruMap<>(MAX_PROOFS);
    private final Map<Uid, UidProof> met = new LruMap<>(MAX_PROOFS);

    public synchronized Optional<UidProof> find(Uid uid) {
        return Optional.ofNullable(members.get(uid)).or(() -> Optional.ofNullable(met.get(uid)));
    }

    /** Adds a proof; returns false if it does not prove that the uid is of this device in this network. */
    public synchronized boolean add(NetworkId network, Uid uid, UidProof proof) {
        if (find(uid).filter(proof::equals).isPresent()) {
            return true;
        }
        boolean proves =
                Ed25519.isValid(proof.device().bytes()) && proof.uid(network).equals(uid);
        if (proves) {
            met.put(uid, proof);
        }
        return proves;
    }

    /** Adds the checked proof of a member. */
    synchronized void putMember(Uid uid, UidProof proof) {
        members.put(uid, proof);
    }
}
