package p2pchat.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import p2pchat.crypto.Identity;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** The directory of all homes of this user, {@code $XDG_DATA_HOME/p2p-chat}. */
public record DataRoot(Path folder) {

    private static final String PROGRAM = "p2p-chat";
    private static final String DIRECTORY = "nds";
    private static final String KNOWN_DIRECTORIES = "known_directories";
    private static final Set<String> RESERVED =
            Set.of(DIRECTORY, KNOWN_DIRECTORIES, KnownPeopleFile.NAME, Identity.FILE);

    /** Follows the XDG base directory specification, which ignores relative paths. */
    public static DataRoot of(Map<String, String> environment, Path userHome) {
        Path given = Path.of(environment.getOrDefault("XDG_DATA_HOME", ""));
        Path data = given.isAbsolute() ? given : userHome.resolve(".local").resolve("share");
        return new DataRoot(data.resolve(PROGRAM));
    }

    /**
     * Returns the home of a nick. A nick that starts with a dot or equals the name of something else in this directory is
     * prefixed with {@code @}, which no nick contains.
     */
    public Path nodeHome(Nick nick) {
        String name = nick.value();
        String lower = name.toLowerCase(Locale.ROOT);
        boolean reserved = name.startsWith(".") || RESERVED.contains(lower);
        return folder.resolve(reserved ? "@" + name : name);
    }

    /** Finds the log of a network in the named home or in that of the nick; throws if there is none. Blocks. */
    public Path findLog(NetworkName network, Optional<Path> named, Nick nick) {
        Path home = named.orElseGet(() -> nodeHome(nick));
        if (home.startsWith(Problem.HomeUnknown.NONE)) {
            throw new ProblemException(new Problem.HomeUnknown());
        }
        return NodeHome.find(home, network).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.StoreMissing(network, home)));
    }

    /** Returns the file with the keys of the directories that this user has met. */
    public KnownDirectories knownDirectories() {
        return new KnownDirectories(folder.resolve(KNOWN_DIRECTORIES));
    }

    /** Returns all folders of this user, among them the homes. Blocks. */
    public List<Path> homes() {
        try (Stream<Path> children = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw StoreErrors.explain(folder, e);
        }
    }

    /** Returns the home of the NDS. */
    public Path directoryHome() {
        return folder.resolve(DIRECTORY);
    }
}
