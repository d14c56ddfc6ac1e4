package p2pchat.runtime;

import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the descriptors 0 to 2 for the standard streams. If a parent process closes one, the next file that is opened gets
 * its number: the JVM's own modules would be read as standard input, and a later file could be written as standard output.
 * Uses the descriptors that Linux lists; the launcher does the same on other systems.
 */
public final class StandardStreams {

    private static final File NULL = new File("/dev/null");

    /** Never closed, so that their descriptors stay in use. */
    private static final List<Closeable> PLACEHOLDERS = new ArrayList<>();

    private StandardStreams() {}

    /** Makes a closed input an empty one, and writing to a closed output an error. Must run before any file is opened. */
    public static void reserve() {
        File descriptors = new File("/proc/self/fd");
        if (!descriptors.isDirectory()) {
            return;
        }
        try {
            if (isJvmFile(new File(descriptors, "0"))) {
                System.setIn(InputStream.nullInputStream());
            }
            for (int number = 0; number <= 2; number++) {
                if (!new File(descriptors, Integer.toString(number)).exists()) {
                    PLACEHOLDERS.add(new FileInputStream(NULL)); // gets the lowest free number
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isJvmFile(File descriptor) throws IOException {
        Path file = Path.of(descriptor.getCanonicalPath());
        Path jvm = new File(System.getProperty("java.home"), "lib")
                .getCanonicalFile()
                .toPath();
        return file.startsWith(jvm);
    }
}
