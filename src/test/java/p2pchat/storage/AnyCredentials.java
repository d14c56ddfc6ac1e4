package p2pchat.storage;

import java.util.Optional;
import p2pchat.crypto.DirectoryCredentials;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;

/** Proves every record by the same bytes, and expects to read them again. */
final class AnyCredentials implements DirectoryCredentials {

    private static Credentials credentials(Optional<Uid> leader) {
        return new Credentials(
                Bytes.of(new byte[] {1, 2, 3}),
                leader.map(uid -> new UidProof(DeviceKey.of(new byte[DeviceKey.SIZE]), Bytes.of(uid.bytes()))));
    }

    @Override
    public Optional<Credentials> of(NetworkName name, NetworkId network, Optional<Uid> leader) {
        return Optional.of(credentials(leader));
    }

    @Override
    public boolean restore(NetworkName name, NetworkId network, Optional<Uid> leader, Credentials credentials) {
        return credentials.equals(credentials(leader));
    }

    @Override
    public void remove(NetworkName name) {}
}
