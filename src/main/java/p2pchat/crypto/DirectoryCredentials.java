package p2pchat.crypto;

import java.util.Optional;
import p2pchat.model.Bytes;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

/** Supplies what the directory's store keeps beside each record. */
public interface DirectoryCredentials {

    /**
     * What proves a record.
     *
     * @param genesis of the network, as it is stored
     * @param leader proves the uid of the recorded leader
     */
    record Credentials(Bytes genesis, Optional<UidProof> leader) {}

    /** Returns the credentials of a record that is about to be stored; empty if one is not known. */
    Optional<Credentials> of(NetworkName name, NetworkId network, Optional<Uid> leader);

    /** Takes the credentials of a stored record, and returns whether they are right. */
    boolean restore(NetworkName name, NetworkId network, Optional<Uid> leader, Credentials credentials);

    /** Forgets the credentials of a deleted record. */
    void remove(NetworkName name);
}
