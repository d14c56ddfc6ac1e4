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
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** The folder of a node with a store for each of its networks, held by this process alone. */
public final class NodeHome implements AutoCloseable {

    /** So many nodes of one nick may run on one machine. */
    public static final int MAX_NICKS = 64;

    private static final String STORE = "network.db";

    private final Path folder;
    private final Nick nick;
    private final HomeLock lock;

    private NodeHome(Path folder, Nick nick, HomeLock lock) {
        this.folder = folder;
        this.nick = nick;
        this.lock = lock;
    }

    /**
     * Takes the home of this nick, or, while others hold it, of nick2, nick3 … Blocks.
     *
     * @throws ProblemException if all of them are held, or one cannot be made
     */
    public static NodeHome openFree(DataRoot root, Nick wanted) {
        Set<Nick> held = new HashSet<>();
        while (held.size() < MAX_NICKS) {
            Nick nick = wanted.madeUnique(held::contains);
            Optional<NodeHome> home = tryOpen(root.nodeHome(nick), nick);
            if (home.isPresent()) {
                return home.get();
            }
            held.add(nick);
        }
        throw new ProblemException(new Problem.HomeLocked(root.nodeHome(wanted)));
    }

    /**
     * Takes the folder a person named, and no other. Blocks.
     *
     * @throws ProblemException if another process holds it, or it cannot be made
     */
    public static NodeHome open(Path folder, Nick nick) {
        return tryOpen(folder, nick).orElseThrow(() -> new ProblemException(new Problem.HomeLocked(folder)));
    }

    private static Optional<NodeHome> tryOpen(Path folder, Nick nick) {
        try {
            return HomeLock.tryLock(folder).map(lock -> new NodeHome(folder, nick, lock));
        } catch (IOException e) {
            throw StoreErrors.explain(folder, e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Whose home this is: the nick asked for, or the one stepped aside to. */
    public Nick nick() {
        return nick;
    }

    /**
     * The file for {@link SqliteNetworkStore#open}, in a folder of its own, which is made if it is missing. Blocks.
     *
     * @throws ProblemException if the folder cannot be made
     */
    public Path store(NetworkName name, NetworkId network) {
        Path store = folder.resolve(name + "-" + network.shortForm());
        try {
            HomeLock.createPrivate(store);
        } catch (IOException e) {
            throw StoreErrors.explain(store, e);
        }
        return store.resolve(STORE);
    }

    /** The files of the networks of this name, the one used last first. Blocks. */
    public List<Path> find(NetworkName name) {
        return find(folder, name);
    }

    /** The same for a home that this process need not hold. Blocks. */
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

    /** Writes reach the journal beside the file first. */
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
        try {
            lock.close();
        } catch (IOException e) {
            throw StoreErrors.explain(folder, e);
        }
    }
}
