package p2pchat.crypto;

import java.util.List;
import p2pchat.model.Bytes;

/** Keeps the credentials of one network on disk. */
public interface CredentialStore {

    /** Kinds of credentials. */
    enum Kind {
        /** A card, by uid. */
        CARD,
        /** A grant, by epoch and uid of the leader. */
        GRANT,
        /** A signed view in its wire form, by view id and leader. */
        VIEW,
        /** A proof that a leader signed two views of one id, by uid. */
        TWO_VIEWS
    }

    /** A stored value. */
    record Credential(Kind kind, Bytes id, Bytes value) {}

    /** Returns the network's genesis in the form of {@link KeyRings#encode}, as written when the store was created. */
    Bytes genesis();

    /** Returns the nonce that proves the store's uid. */
    Bytes nonce();

    /** Returns the credentials that the store contained when it was opened, in the order of {@link #put}. */
    List<Credential> credentials();

    /**
     * Stores a credential, replacing the one with the same id, no later than anything that is stored after this call.
     */
    void put(Credential credential);

    void remove(Kind kind, Bytes id);
}
