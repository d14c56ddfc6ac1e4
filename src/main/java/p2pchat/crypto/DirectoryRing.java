package p2pchat.crypto;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import p2pchat.model.Card;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.LruMap;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

/**
 * The key of a directory, the genesis of each of its networks, and the proofs of their leaders' uids. Entries of
 * recorded networks stay. Entries of requests are bounded; the least recently used are removed first.
 *
 * <p>Threading: any thread.
 */
public final class DirectoryRing implements DirectoryCredentials {

    private static final int MAX_REQUESTS = 20_000;
    private static final int MAX_LIARS = 10_000;

    /** The credentials of a record. The previous leader is kept because the answer to the next one names it. */
    private record Kept(NetworkId network, Genesis genesis, Optional<UidProof> leader, Optional<UidProof> previous) {}

    private final SigningKey key;
    private final ProofBook proofs = new ProofBook();
    private final Map<Uid, UidProof> leaders = new ConcurrentHashMap<>();
    private final Map<NetworkName, Kept> records = new ConcurrentHashMap<>();
    private final Map<Uid, Boolean> liars = new LruMap<>(MAX_LIARS);
    private final Map<NetworkId, Genesis> requested = new LruMap<>(MAX_REQUESTS);

    public DirectoryRing(SigningKey key) {
        this.key = key;
    }

    public SigningKey key() {
        return key;
    }

    /** Returns the proofs of the uids in requests. */
    public ProofBook proofs() {
        return proofs;
    }

    public Optional<UidProof> proof(Uid uid) {
        return Optional.ofNullable(leaders.get(uid)).or(() -> proofs.find(uid));
    }

    /** Keeps the genesis of a request; returns false if it is not that of the network. */
    public boolean add(NetworkName name, NetworkId network, Genesis genesis) {
        boolean matches = genesis.name().equals(name) && KeyRings.id(genesis).equals(network);
        if (matches) {
            synchronized (requested) {
                requested.put(network, genesis);
            }
        }
        return matches;
    }

    public Optional<Genesis> genesis(NetworkName name, NetworkId network) {
        Kept kept = records.get(name);
        if (kept != null && kept.network().equals(network)) {
            return Optional.of(kept.genesis());
        }
        synchronized (requested) {
            return Optional.ofNullable(requested.get(network));
        }
    }

    /**
     * Signs the statement that this leader leads the epoch.
     *
     * @param at milliseconds since 1970
     */
    public Grant grant(Genesis genesis, long epoch, Uid leader, DeviceKey device, long at) {
        return Grants.sign(key, genesis, epoch, leader, device, at);
    }

    /** Checks keys and signatures of a card in this network. */
    public static void verify(Genesis genesis, Card card) throws ForgedException {
        Cards.verify(KeyRings.hash(genesis), card);
    }

    /** Returns whether the directory that the grant names has signed it for this network. */
    public static boolean isGenuine(Genesis genesis, Grant grant) {
        try {
            Grants.verify(KeyRings.hash(genesis), grant);
            return true;
        } catch (ForgedException e) {
            return false;
        }
    }

    /**
     * Checks the proof that a leader of the network has lied, and refuses the leader from then on.
     *
     * @return the liar; empty if it is no proof, or the leadership was granted by another directory
     */
    public Optional<Uid> convict(Genesis genesis, TwoViews proof) {
        synchronized (liars) {
            if (liars.containsKey(proof.leader())) {
                return Optional.of(proof.leader());
            }
        }
        DeviceKey granter = proof.grant().directory();
        if (!granter.equals(key.device()) && !granter.equals(genesis.directory())) {
            return Optional.empty();
        }
        try {
            SignedViews.verify(KeyRings.hash(genesis), proof);
        } catch (ForgedException e) {
            return Optional.empty();
        }
        synchronized (liars) {
            liars.put(proof.leader(), true);
        }
        return Optional.of(proof.leader());
    }

    public boolean isLiar(Uid uid) {
        synchronized (liars) {
            return liars.containsKey(uid);
        }
    }

    @Override
    public synchronized Optional<Credentials> of(NetworkName name, NetworkId network, Optional<Uid> leader) {
        Optional<Genesis> genesis = genesis(name, network);
        Optional<UidProof> proof = leader.flatMap(this::proof);
        if (genesis.isEmpty() || (leader.isPresent() && proof.isEmpty())) {
            return Optional.empty();
        }
        keep(name, network, genesis.get(), leader, proof);
        return Optional.of(new Credentials(KeyRings.encode(genesis.get()), proof));
    }

    @Override
    public synchronized boolean restore(
            NetworkName name, NetworkId network, Optional<Uid> leader, Credentials credentials) {
        Genesis genesis = SignedTextReader.genesis(credentials.genesis());
        boolean proven = genesis.name().equals(name)
                && KeyRings.id(genesis).equals(network)
                && leader.equals(credentials.leader().map(proof -> proof.uid(network)));
        if (proven) {
            keep(name, network, genesis, leader, credentials.leader());
        }
        return proven;
    }

    private void keep(
            NetworkName name, NetworkId network, Genesis genesis, Optional<Uid> leader, Optional<UidProof> proof) {
        Kept before = records.get(name);
        Optional<UidProof> previous = Optional.empty();
        if (before != null && before.network().equals(network)) {
            previous = before.leader().equals(proof) ? before.previous() : before.leader();
        }
        remove(name);
        records.put(name, new Kept(network, genesis, proof, previous));
        leader.ifPresent(uid -> leaders.put(uid, proof.orElseThrow()));
        previous.ifPresent(of -> leaders.put(of.uid(network), of));
    }

    @Override
    public synchronized void remove(NetworkName name) {
        Kept before = records.remove(name);
        if (before != null) {
            before.leader().ifPresent(proof -> leaders.remove(proof.uid(before.network())));
            before.previous().ifPresent(proof -> leaders.remove(proof.uid(before.network())));
        }
    }
}
