package p2pchat.crypto;

import java.security.SecureRandom;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.PersonKey;

/** An Ed25519 key pair of this process. The private half never leaves this package, except to TLS. */
public final class SigningKey {

    private final byte[] seed;
    private final byte[] publicKey;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        this.publicKey = Ed25519.publicKey(seed);
    }

    public static SigningKey random(SecureRandom random) {
        byte[] seed = new byte[Ed25519.KEY_SIZE];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /** Creates the key from its seed of 32 bytes. */
    public static SigningKey of(byte[] seed) {
        return new SigningKey(Bytes.of(seed, Ed25519.KEY_SIZE, "a seed").toArray());
    }

    public DeviceKey device() {
        return DeviceKey.of(publicKey);
    }

    public PersonKey person() {
        return PersonKey.of(publicKey);
    }

    byte[] seed() {
        return seed.clone();
    }

    Bytes sign(byte[] text) {
        return Ed25519.sign(seed, publicKey, text);
    }
}
