package p2pchat.model;

/**
 * A device's signed description of itself in one network. A higher counter replaces a lower one.
 *
 * @param nonce proves the uid, see {@link UidProof}
 * @param counter rises with each change
 * @param signature by the device
 */
public record Card(
        DeviceCertificate certificate, Bytes nonce, Nick nick, Address address, long counter, Bytes signature) {

    public DeviceKey device() {
        return certificate.device();
    }

    public PersonKey person() {
        return certificate.person();
    }

    public UidProof proof() {
        return new UidProof(device(), nonce);
    }
}
