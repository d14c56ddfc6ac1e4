package p2pchat.crypto;

import java.security.SecureRandom;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;

/**
 * The identity of a node home: its key, certified by a person.
 *
 * @param storageKey of the person
 * @param person signs what the person alone may decide
 */
public record Device(SigningKey signingKey, DeviceCertificate certificate, StorageKey storageKey, SigningKey person) {

    /**
     * Certifies a device.
     *
     * @param madeAt milliseconds since 1970
     */
    public static Device certify(SigningKey person, SigningKey device, long madeAt) {
        byte[] text = SignedText.certificate(person.person(), device.device(), madeAt);
        return new Device(
                device,
                new DeviceCertificate(person.person(), device.device(), madeAt, person.sign(text)),
                StorageKey.of(person),
                person);
    }

    /** Creates a device of a new person, for a process that stores neither key. */
    public static Device random(SecureRandom random) {
        return certify(SigningKey.random(random), SigningKey.random(random), 0);
    }

    public DeviceKey key() {
        return certificate.device();
    }
}
