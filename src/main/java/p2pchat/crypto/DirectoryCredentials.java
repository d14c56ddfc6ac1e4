package p2pchat.crypto;

import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

/** Supplies the credentials that the directory's store keeps with each record. */
public interface DirectoryCredentials {

    /**
     * The credentials of a record.
     *
     * @param genesis the genesis of the network, as it is stored
     * @param leader proves the uid of the recorded leader
     */
    record Credentials(Bytes genesis, Optional<UidProof> leader) {}

    /** Returns the credentials of a record that is about to be stored; empty if one is not known. */
    Optional<Credentials> of(NetworkName name, NetworkId network, Optional<Uid> leader);

    /** Restores the credentials of a stored record; returns false if they are not valid. */
    boolean restore(NetworkName name, NetworkId network, Optional<Uid> leader, Credentials credentials);

    /** Forgets the credentials of a deleted record. */
    void remove(NetworkName name);
}
