package p2pchat.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a few megabytes, which a test fills to the last byte and makes room on again. Needs root. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Tries, because root in a container may not be enough. */
    static boolean available(Path folder) {
        try (SmallDisk tried = mount(folder)) {
            return Files.isDirectory(tried.folder);
        } catch (AssertionError | UncheckedIOException refused) {
            return false;
        }
    }

    /** At this folder, which is made. */
    static SmallDisk mount(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SystemCommand.run("mount", "-t", "tmpfs", "-o", "size=8m", "p2p-chat-test", folder.toString());
        return new SmallDisk(folder);
    }

    /** A home for a node. */
    Path home() {
        return folder.resolve("home");
    }

    void fill() {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return;
        }
    }

    void makeRoom() {
        try {
            Files.delete(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** At once for whoever looks at the folder; the memory is free when the last process that uses it ends. */
    @Override
    public void close() {
        SystemCommand.run("umount", "-l", folder.toString());
    }
}
