package p2pchat.process;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import p2pchat.crypto.Identity;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.runtime.DirectoryServer;

/** A directory process that can be killed and restarted at the same address. */
public final class RunningDirectory {

    private static final String KEY = Identity.FILE;

    private final Processes processes;
    private final List<String> within;
    private final Address address;
    private Path store;
    private RunningProcess process;

    RunningDirectory(Processes processes, List<String> within, Address address, Path store) {
        this.processes = processes;
        this.within = List.copyOf(within);
        this.address = address;
        this.store = store;
        this.process = start();
    }

    private RunningProcess start() {
        List<String> arguments = List.of("nds", "--listen", address.toString(), "--data-dir", store.toString());
        RunningProcess started = processes.start("nds", within, arguments);
        started.awaitErr("directory at " + address);
        return started;
    }

    public Address address() {
        return address;
    }

    public SigningKey key() {
        return DirectoryServer.key(store);
    }

    public RunningProcess process() {
        return process;
    }

    public void kill() {
        process.kill();
    }

    /** Restarts with the stored records. */
    public void restart() {
        process = start();
    }

    /** Copies the store while the directory is stopped. */
    public Path backup() {
        Path copy = processes.newFolder("backup");
        copy(store, copy);
        return copy;
    }

    /** Restarts with the records of a backup. */
    public void restartFrom(Path backup) {
        copy(backup, store);
        process = start();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), REPLACE_EXISTING, COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Restarts with its key, which members pin, and without records. */
    public void restartEmpty() {
        Path empty = processes.newFolder("nds");
        try {
            Files.createDirectories(empty);
            Files.copy(store.resolve(KEY), empty.resolve(KEY), COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = empty;
        process = start();
    }
}
