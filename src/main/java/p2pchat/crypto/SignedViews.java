package p2pchat.crypto;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.crypto.CredentialStore.Kind;
import p2pchat.model.Bytes;
import p2pchat.model.Grant;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/**
 * The newest verified views as their leaders signed them, and the proofs against leaders that signed two with one id.
 *
 * <p>Threading: any thread.
 */
final class SignedViews {

    static final int MAX_VIEWS = 4;

    /** A liar needs a grant for each proof. */
    static final int MAX_PROOFS = 8;

    /** Enough to tell two views apart. */
    static final int HASH_SIZE = 16;

    /**
     * A view.
     *
     * @param wireForm as it is passed on
     */
    record Kept(ViewId id, Uid leader, TwoViews.Signed signed, Bytes wireForm) {

        private byte[] encode() {
            byte[] wire = wireForm.toArray();
            return ByteBuffer.allocate(
                            16 + signed.content().size() + signed.signature().size() + wire.length)
                    .put(leader.bytes())
                    .put(signed.content().toArray())
                    .put(signed.signature().toArray())
                    .put(wire)
                    .array();
        }
    }

    private record Key(ViewId id, Uid leader) {}

    private final CredentialStore store;
    private final RecentCredentials<Key, Kept> views =
            new RecentCredentials<>(Kind.VIEW, MAX_VIEWS, key -> SignedText.id(key.id(), key.leader()), Kept::encode);
    private final RecentCredentials<Uid, TwoViews> proofs;
    private Consumer<TwoViews> listener = proof -> {};

    SignedViews(Bytes network, CredentialStore store) {
        this.store = store;
        this.proofs = new RecentCredentials<>(
                Kind.TWO_VIEWS, MAX_PROOFS, of -> Bytes.of(of.bytes()), proof -> SignedText.signed(network, proof));
    }

    /** Checks all of a proof but whether the directory may grant the leadership. */
    static void verify(Bytes network, TwoViews proof) throws ForgedException {
        Grant grant = proof.grant();
        Grants.verify(network, grant);
        boolean proven = !proof.first().content().equals(proof.second().content())
                && isSigned(network, grant, proof.id(), proof.first())
                && isSigned(network, grant, proof.id(), proof.second());
        if (!proven) {
            throw new ForgedException("it is no proof that the leader signed two views");
        }
    }

    /** Returns whether the device that the grant names has signed the view. */
    static boolean isSigned(Bytes network, Grant grant, ViewId id, TwoViews.Signed view) {
        byte[] text = SignedText.view(network, id, view.content());
        return Ed25519.verify(grant.device().bytes(), text, view.signature());
    }

    void restore(Kept view) {
        views.restore(new Key(view.id(), view.leader()), view);
    }

    void restore(TwoViews proof) {
        proofs.restore(proof.leader(), proof);
    }

    /** Keeps a verified view. The first of two views with one id counts, and the second proves that the leader lies. */
    synchronized void keep(Kept view, Grant grant) {
        Optional<Kept> first = views.find(new Key(view.id(), view.leader()));
        if (first.isEmpty()) {
            views.put(new Key(view.id(), view.leader()), view, store);
        } else if (!first.get().signed().content().equals(view.signed().content())) {
            keep(new TwoViews(grant, view.id().seq(), first.get().signed(), view.signed()));
        }
    }

    /** Keeps a verified proof. */
    synchronized void keep(TwoViews proof) {
        if (!isLiar(proof.leader())) {
            proofs.put(proof.leader(), proof, store);
            listener.accept(proof);
        }
    }

    synchronized boolean isLiar(Uid leader) {
        return proofs.find(leader).isPresent();
    }

    synchronized Collection<TwoViews> proofs() {
        return proofs.all();
    }

    synchronized void listen(Consumer<TwoViews> to) {
        listener = to;
    }

    /** Returns a view as it is passed on. */
    synchronized Optional<Bytes> find(ViewId id, Uid leader) {
        return views.find(new Key(id, leader)).map(Kept::wireForm);
    }

    /** Returns the beginning of the hash of the view with this id. */
    synchronized Optional<Bytes> hash(ViewId id) {
        return views.all().stream()
                .filter(view -> view.id().equals(id))
                .findFirst()
                .map(view -> Bytes.of(ByteBuffer.allocate(HASH_SIZE)
                        .put(view.signed().content().toArray(), 0, HASH_SIZE)
                        .array()));
    }
}
