package p2pchat.crypto;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import p2pchat.model.Problem.IdentityUnusable.Flaw;

/** A person's key on this machine. The key of each node home is derived from it. */
public record Identity(Path file, SigningKey person) {

    /** The usual name of the file. */
    public static final String FILE = "identity.pem";

    private static final String DEVICE = "p2p-chat device v1";
    private static final String DEVICE_FILE = "device";
    private static final int SALT_SIZE = 16;

    /** Reads the identity in this file, or creates it. Blocks; throws {@code ProblemException}. */
    public static Identity readOrCreate(Path file, Passphrase passphrase, SecureRandom random) {
        return new Identity(file, KeyFile.readOrCreate(file, passphrase, random));
    }

    /** Returns the key that opens what this person has encrypted on disk. */
    public StorageKey storageKey() {
        return StorageKey.of(person);
    }

    /** Returns whether a home has a device, of whatever person. Blocks. */
    public static boolean hasDevice(Path home) {
        return Files.exists(home.resolve(DEVICE_FILE));
    }

    /** Returns the device of a home. Blocks; throws {@code ProblemException}. */
    public Optional<Device> device(Path home) {
        PrivateFile file = new PrivateFile(home.resolve(DEVICE_FILE));
        return file.read().map(content -> {
            if (content.length != SALT_SIZE + Long.BYTES) {
                throw file.unusable(Flaw.DAMAGED);
            }
            byte[] salt = new byte[SALT_SIZE];
            ByteBuffer fields = ByteBuffer.wrap(content).get(salt);
            byte[] seed = KeyDerivation.derive(person.seed(), salt, DEVICE);
            return Device.certify(person, SigningKey.of(seed), fields.getLong());
        });
    }

    /**
     * Returns the device of a home, creating it on the first call. Blocks; throws {@code ProblemException}.
     *
     * @param now milliseconds since 1970
     */
    public Device deviceOrCreate(Path home, SecureRandom random, long now) {
        return device(home).orElseGet(() -> {
            byte[] salt = new byte[SALT_SIZE];
            random.nextBytes(salt);
            PrivateFile file = new PrivateFile(home.resolve(DEVICE_FILE));
            boolean unused = file.create(ByteBuffer.allocate(SALT_SIZE + Long.BYTES)
                    .put(salt)
                    .putLong(now)
                    .array());
            return device(home).orElseThrow(() -> file.unusable(Flaw.DAMAGED));
        });
    }
}
