package p2pchat.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a few megabytes that a test can fill and free. Needs root. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Returns whether a disk can be mounted. Root in a container may not be allowed to. */
    static boolean available(Path folder) {
        try (SmallDisk tried = mount(folder)) {
            return Files.isDirectory(tried.folder);
        } catch (AssertionError | UncheckedIOException refused) {
            return false;
        }
    }

    /** Creates the folder and mounts a disk there. */
    static SmallDisk mount(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SystemCommand.run("mount", "-t", "tmpfs", "-o", "size=8m", "p2p-chat-test", folder.toString());
        return new SmallDisk(folder);
    }

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

    /** Unmounts the disk. Its memory is freed when the last process that uses it ends. */
    @Override
    public void close() {
        SystemCommand.run("umount", "-l", folder.toString());
    }
}
