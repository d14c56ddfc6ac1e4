package p2pchat.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import p2pchat.model.Problem;
import p2pchat.model.Problem.IdentityUnusable.Flaw;
import p2pchat.model.ProblemException;

/**
 * The file of an Ed25519 key: PKCS#8 in PEM (RFC 8410), which {@code openssl pkey} reads and writes; with a passphrase
 * encrypted by {@link KeyEncryption}. All methods block, and throw a {@link ProblemException} if the file is unusable.
 */
public final class KeyFile {

    /** The start of each PKCS#8 encoding of an Ed25519 key; the seed follows. */
    private static final byte[] PREFIX = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20
    };

    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----([A-Za-z0-9+/=\\s]{1,10000})-----END \\1-----\\s*");

    private final Path path;
    private final PrivateFile file;

    public KeyFile(Path path) {
        this.path = path;
        this.file = new PrivateFile(path);
    }

    /** Reads the key in this file, which has no passphrase, or creates both. */
    public static SigningKey readOrCreate(Path path, SecureRandom random) {
        return readOrCreate(path, Passphrase.NONE, random);
    }

    /** Reads the key in this file, or creates both. Concurrent processes agree on one key. */
    public static SigningKey readOrCreate(Path path, Passphrase passphrase, SecureRandom random) {
        KeyFile keyFile = new KeyFile(path);
        return keyFile.read(passphrase).orElseGet(() -> {
            boolean unused = keyFile.file.create(encode(SigningKey.random(random), Optional.empty(), random));
            return keyFile.read(passphrase).orElseThrow(() -> keyFile.file.unusable(Flaw.DAMAGED));
        });
    }

    /** Reads the key; empty if there is no file. */
    public Optional<SigningKey> read(Passphrase passphrase) {
        return file.read().map(content -> {
            Matcher pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
            if (!pem.matches()) {
                throw file.unusable(Flaw.DAMAGED);
            }
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
                return pem.group(1).equals(ENCRYPTED)
                        ? decrypt(encoded, passphrase)
                        : key(encoded).orElseThrow(() -> file.unusable(Flaw.DAMAGED));
            } catch (IllegalArgumentException e) {
                throw file.unusable(Flaw.DAMAGED);
            }
        });
    }

    private SigningKey decrypt(byte[] encoded, Passphrase passphrase) {
        char[] given = passphrase.of(path).orElseThrow(() -> file.unusable(Flaw.LOCKED));
        try {
            return KeyEncryption.decrypt(encoded, utf8(given))
                    .flatMap(KeyFile::key)
                    .orElseThrow(() -> file.unusable(Flaw.WRONG_PASSPHRASE));
        } finally {
            Arrays.fill(given, '\0');
        }
    }

    private static Optional<SigningKey> key(byte[] encoded) {
        boolean valid = encoded.length == PREFIX.length + Ed25519.KEY_SIZE
                && Arrays.equals(encoded, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
        return valid
                ? Optional.of(SigningKey.of(Arrays.copyOfRange(encoded, PREFIX.length, encoded.length)))
                : Optional.empty();
    }

    /** Writes the key, and replaces an existing file. */
    public void replace(SigningKey key, Optional<char[]> passphrase, SecureRandom random) {
        file.replace(encode(key, passphrase, random));
    }

    /** Returns whether the key has a passphrase; false if there is no file. */
    public boolean isEncrypted() {
        return file.read()
                .filter(content -> new String(content, StandardCharsets.ISO_8859_1).contains(ENCRYPTED))
                .isPresent();
    }

    /** Copies the file as it is. Returns false and changes nothing if the other file exists. */
    public boolean copyTo(Path other) {
        byte[] content = file.read().orElseThrow(() -> new ProblemException(new Problem.IdentityMissing(path)));
        return new PrivateFile(other).create(content);
    }

    private static byte[] encode(SigningKey key, Optional<char[]> passphrase, SecureRandom random) {
        byte[] plain = ByteBuffer.allocate(PREFIX.length + Ed25519.KEY_SIZE)
                .put(PREFIX)
                .put(key.seed())
                .array();
        String label = passphrase.isPresent() ? ENCRYPTED : PLAIN;
        byte[] content = passphrase
                .map(given -> KeyEncryption.encrypt(plain, utf8(given), random))
                .orElse(plain);
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(char[] text) {
        return new String(text).getBytes(StandardCharsets.UTF_8);
    }
}
