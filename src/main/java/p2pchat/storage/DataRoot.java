package p2pchat.storage;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** The folder in which this user's homes lie: {@code $XDG_DATA_HOME/p2p-chat}. */
public record DataRoot(Path folder) {

    private static final String PROGRAM = "p2p-chat";
    private static final String DIRECTORY = "nds";

    /** As the XDG base directory specification has it: a relative path there does not count. */
    public static DataRoot of(Map<String, String> environment, Path userHome) {
        Path given = Path.of(environment.getOrDefault("XDG_DATA_HOME", ""));
        Path data = given.isAbsolute() ? given : userHome.resolve(".local").resolve("share");
        return new DataRoot(data.resolve(PROGRAM));
    }

    /**
     * The home of a nick. A nick may be written like the directory's folder or like {@code ..}; an {@code @}, which no nick
     * has, keeps such a one in a folder of its own.
     */
    public Path nodeHome(Nick nick) {
        String name = nick.value();
        boolean misleading =
                name.startsWith(".") || name.toLowerCase(Locale.ROOT).equals(DIRECTORY);
        return folder.resolve(misleading ? "@" + name : name);
    }

    /**
     * The log of a network in a home: the one that was named, or the nick's. Blocks.
     *
     * @throws ProblemException where there is none
     */
    public Path findLog(NetworkName network, Optional<Path> named, Nick nick) {
        Path home = named.orElseGet(() -> nodeHome(nick));
        return NodeHome.find(home, network).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.StoreMissing(network, home)));
    }

    /** The home of the directory. */
    public Path directoryHome() {
        return folder.resolve(DIRECTORY);
    }
}
