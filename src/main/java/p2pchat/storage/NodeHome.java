package p2pchat.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import p2pchat.crypto.PrivateFile;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** The locked directory of a node, with a store for each of its networks. */
public final class NodeHome implements AutoCloseable {

    /** Limits how many nodes with the same nick run on one machine. */
    public static final int MAX_NICKS = 64;

    private static final String STORE = "network.db";

    private final Path folder;
    private final Path root;
    private final Nick nick;
    private final HomeLock lock;

    private NodeHome(Path folder, Path root, Nick nick, HomeLock lock) {
        this.folder = folder;
        this.root = root;
        this.nick = nick;
        this.lock = lock;
    }

    /**
     * Opens the home of this nick, or of nick2, nick3 … if it is locked. Blocks.
     *
     * @throws ProblemException if all of them are locked or one cannot be created
     */
    public static NodeHome openFree(DataRoot root, Nick wanted) {
        Set<Nick> locked = new HashSet<>();
        while (locked.size() < MAX_NICKS) {
            Nick nick = wanted.makeUnique(locked::contains);
            Optional<NodeHome> home = tryOpen(root.nodeHome(nick), root.folder(), nick);
            if (home.isPresent()) {
                return home.get();
            }
            locked.add(nick);
        }
        throw new ProblemException(new Problem.HomeLocked(root.nodeHome(wanted)));
    }

    /** Opens this directory only; throws if it is locked or cannot be created. Blocks. */
    public static NodeHome open(Path folder, Nick nick) {
        return new NodeHome(folder, folder, nick, HomeLock.lock(folder));
    }

    private static Optional<NodeHome> tryOpen(Path folder, Path root, Nick nick) {
        return HomeLock.tryLock(folder).map(lock -> new NodeHome(folder, root, nick, lock));
    }

    public Path folder() {
        return folder;
    }

    /** Returns the folder that all homes of a user share, or this home if the user named it. */
    public Path root() {
        return root;
    }

    /** Returns the requested nick, or the numbered one if that was in use. */
    public Nick nick() {
        return nick;
    }

    /** Returns the file for {@link SqliteNetworkStore#open}, and creates its directory. Blocks. */
    public Path store(NetworkName name, NetworkId network) {
        Path store = folder.resolve(name + "-" + network.shortForm());
        try {
            PrivateFile.createFolder(store);
        } catch (IOException e) {
            throw StoreErrors.explain(store, e);
        }
        return store.resolve(STORE);
    }

    /** Finds the stores of networks with this name, most recently used first. Blocks. */
    public List<Path> find(NetworkName name) {
        return find(folder, name);
    }

    /** Finds stores in a home that this process need not lock. Blocks. */
    public static List<Path> find(Path home, NetworkName name) {
        Pattern form = Pattern.compile(Pattern.quote(name.value()) + "-[0-9a-f]{8}");
        try (Stream<Path> children = Files.isDirectory(home) ? Files.list(home) : Stream.empty()) {
            return children.filter(child ->
                            form.matcher(String.valueOf(child.getFileName())).matches())
                    .map(child -> child.resolve(STORE))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(NodeHome::lastUsed)
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException e) {
            throw StoreErrors.explain(home, e);
        }
    }

    /** Returns the home of a store that {@link #find} returned. */
    public static Path of(Path store) {
        return store.resolve("../..").normalize();
    }

    /** Writes reach the write-ahead log beside the file first. */
    private static FileTime lastUsed(Path store) {
        FileTime own = modified(store);
        FileTime journal = modified(store.resolveSibling(STORE + "-wal"));
        return journal.compareTo(own) > 0 ? journal : own;
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException missing) {
            return FileTime.fromMillis(0);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
