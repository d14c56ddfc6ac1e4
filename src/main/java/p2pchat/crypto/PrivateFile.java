package p2pchat.crypto;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.Problem;
import p2pchat.model.Problem.IdentityUnusable.Flaw;
import p2pchat.model.ProblemException;

/** A small file that only its owner can read. All methods block, and throw a {@link ProblemException} on failure. */
public final class PrivateFile {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFile.class);
    private static final int MAX_SIZE = 16 * 1024;

    /**
     * A disk with less free space counts as full, because SQLite needs this much for its shared index before any write.
     */
    private static final long MIN_FREE_BYTES = 64 * 1024;

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private final Path path;

    PrivateFile(Path path) {
        this.path = path;
    }

    /** Creates missing folders with mode 0700. The mode of existing ones is not changed. */
    public static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, mode(folder, "rwx------"));
        }
    }

    /** Reads the file; empty if there is none. Refuses a link, another user's file, and one that others can read. */
    Optional<byte[]> read() {
        try {
            check();
            try (InputStream content = Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = content.readNBytes(MAX_SIZE + 1);
                if (bytes.length > MAX_SIZE) {
                    throw unusable(Flaw.DAMAGED);
                }
                return Optional.of(bytes);
            }
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException e) {
            throw inaccessible(e);
        }
    }

    private void check() throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException e) {
            LOG.info("cannot check who may read {}: its file system has no permissions", path);
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        if (attributes.isSymbolicLink()) {
            throw unusable(Flaw.LINK);
        }
        if (!attributes.isRegularFile()) {
            throw unusable(Flaw.DAMAGED);
        }
        if (attributes instanceof PosixFileAttributes posix) {
            if (!isOwn()) {
                throw unusable(Flaw.FOREIGN);
            }
            if (!OWNER.containsAll(posix.permissions())) {
                throw unusable(Flaw.READABLE_BY_OTHERS);
            }
        }
    }

    private boolean isOwn() throws IOException {
        int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner == new UnixSystem().getUid();
    }

    /** Writes the file atomically. Returns false and changes nothing if it exists. */
    boolean create(byte[] content) {
        return write(content, false);
    }

    /** Replaces the file, or creates it. A crash leaves the old or the new content. */
    void replace(byte[] content) {
        boolean unused = write(content, true);
    }

    private boolean write(byte[] content, boolean replacing) {
        try {
            write(path, content, replacing);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (replacing) {
                throw inaccessible(e);
            }
            return false;
        } catch (IOException e) {
            throw isDiskFull(path) ? new ProblemException(new Problem.DiskFull(path), e) : inaccessible(e);
        }
    }

    /** Returns whether the disk of this file is full, which then explains a failed write. Blocks. */
    public static boolean isDiskFull(Path file) {
        Path existing = file.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(existing);
            return disk.getTotalSpace() > 0 && disk.getUsableSpace() < MIN_FREE_BYTES; // /proc has no size at all
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Replaces a file, or creates it, so that only its owner can read it. A crash leaves the old or the new content. */
    public static void replace(Path file, byte[] content) throws IOException {
        write(file, content, true);
    }

    private static void write(Path file, byte[] content, boolean replacing) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        createFolder(folder);
        Path temporary = Files.createTempFile(folder, ".new", ".tmp", mode(folder, "rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            if (replacing) {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                link(temporary, file);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Gives the file its name unless the name is taken. Only one of several concurrent processes succeeds. */
    private static void link(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            LOG.debug("{} has no hard links", file, e);
            Files.move(temporary, file);
        }
    }

    ProblemException unusable(Flaw flaw) {
        return new ProblemException(new Problem.IdentityUnusable(path, flaw, ""));
    }

    private ProblemException inaccessible(IOException e) {
        if (path.startsWith(Problem.HomeUnknown.NONE)) {
            return new ProblemException(new Problem.HomeUnknown(), e);
        }
        return new ProblemException(new Problem.IdentityUnusable(path, Flaw.INACCESSIBLE, reason(e)), e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException detailed && detailed.getReason() != null
                ? detailed.getReason()
                : String.valueOf(e.getMessage());
    }

    private static FileAttribute<?>[] mode(Path folder, String mode) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
