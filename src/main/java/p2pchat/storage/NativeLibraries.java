package p2pchat.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Extracts the native libraries of SQLite and JLine once. By themselves, both extract a copy into the temporary folder
 * at every start, and a killed process leaves its copies there.
 */
public final class NativeLibraries {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

    private NativeLibraries() {}

    /**
     * Makes both load their library from a folder. If that fails they use the temporary folder. Must be called before
     * the first use of either.
     */
    public static void extractTo(Path folder) {
        String sqlite = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        String jline = "/org/jline/nativ/" + org.jline.nativ.OSInfo.getNativeLibFolderPathForCurrentOS() + "/"
                + System.mapLibraryName("jlinenative").replace(".dylib", ".jnilib");
        extract(sqlite, folder, "org.sqlite.lib");
        extract(jline, folder, "library.jline");
    }

    /** The name contains a checksum, so that versions do not replace each other. */
    private static void extract(String resource, Path folder, String property) {
        try {
            URL url = NativeLibraries.class.getResource(resource);
            if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
                return; // no library for this system
            }
            String name = String.format(
                    Locale.ROOT,
                    "%08x-%s",
                    connection.getJarEntry().getCrc(),
                    resource.substring(resource.lastIndexOf('/') + 1));
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)
                    || Files.size(file) != connection.getJarEntry().getSize()) {
                write(connection, folder, file);
            }
            System.setProperty(property + ".path", folder.toString());
            System.setProperty(property + ".name", name);
        } catch (IOException | RuntimeException e) {
            LOG.info("cannot extract {} to {}", resource, folder, e);
        }
    }

    /** Writes a temporary file first, because another process may load the library at any moment. */
    private static void write(JarURLConnection from, Path folder, Path file) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path temporary = Files.createTempFile(folder, "extract", ".tmp"); // readable only by its owner
        try (InputStream library = from.getInputStream()) {
            Files.copy(library, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
