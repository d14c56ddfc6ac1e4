package p2pchat.crypto;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Keeps a private key in a PKCS#8 PEM file that only its owner can read, as {@code openssl pkey} does. Blocks. */
public final class KeyFile {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** The DER encoding of an Ed25519 key (RFC 8410) up to its seed. */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final int MAX_SIZE = 4096;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private KeyFile() {}

    /** Reads the key in this file. If there is none, draws one and writes it. Throws if the file is unusable. */
    public static SigningKey readOrCreate(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                create(file, SigningKey.random(random));
            }
            return read(file);
        } catch (IOException e) {
            throw new ProblemException(new Problem.StoreUnusable(file, String.valueOf(e.getMessage())), e);
        }
    }

    private static SigningKey read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is a link or no file");
        }
        if (isPosix(file)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            permissions.removeIf(permission -> permission.name().startsWith("OWNER"));
            if (!permissions.isEmpty()) {
                throw new IOException("others can read it; protect it with chmod 600");
            }
        }
        if (Files.size(file) > MAX_SIZE) {
            throw new IOException("it is too large for a private key");
        }
        return parse(Files.readString(file, StandardCharsets.US_ASCII));
    }

    private static SigningKey parse(String pem) throws IOException {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException("it has no private key in PEM");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new IOException("it is damaged", e);
        }
        if (der.length != PREFIX.length + Ed25519.KEY_SIZE
                || !Arrays.equals(der, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            throw new IOException("it is not an Ed25519 key");
        }
        return SigningKey.of(Arrays.copyOfRange(der, PREFIX.length, der.length));
    }

    /** Another process may create the file at the same moment; then its key is used. */
    private static void create(Path file, SigningKey key) throws IOException {
        byte[] der = Arrays.copyOf(PREFIX, PREFIX.length + Ed25519.KEY_SIZE);
        System.arraycopy(key.seed(), 0, der, PREFIX.length, Ed25519.KEY_SIZE);
        String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(der) + "\n" + END + "\n";
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".new", ownerOnly(folder));
        try {
            Files.writeString(temporary, pem, StandardCharsets.US_ASCII);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            publish(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void publish(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // another process was first
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().equals(FileSystems.getDefault())
                && FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
