package p2pchat.crypto;

import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.Uid;

/** Signs and verifies grants. Pure. */
public final class Grants {

    private Grants() {}

    /**
     * Signs the statement that this leader leads the epoch.
     *
     * @param at milliseconds since 1970
     */
    public static Grant sign(SigningKey directory, Genesis genesis, long epoch, Uid leader, DeviceKey device, long at) {
        Grant unsigned = new Grant(epoch, leader, device, at, directory.device(), Bytes.of(new byte[0]));
        Bytes signature = directory.sign(SignedText.grant(KeyRings.hash(genesis), unsigned));
        return new Grant(epoch, leader, device, at, directory.device(), signature);
    }

    /** Checks the signature, but not whether this directory may grant anything. */
    static void verify(Bytes network, Grant grant) throws ForgedException {
        if (!Ed25519.verify(grant.directory().bytes(), SignedText.grant(network, grant), grant.signature())) {
            throw new ForgedException("the grant is not signed by the directory that it names");
        }
    }
}
