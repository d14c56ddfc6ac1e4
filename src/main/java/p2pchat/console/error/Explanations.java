package p2pchat.console.error;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;

/**
 * Words every {@link Problem}, with the exit code it ends the process with and the commands that help.
 *
 * @param command what was called, without the options that a try would add: {@code p2p-chat node --group lunch}
 */
public record Explanations(String command) {

    public static final int DONE = 0;
    public static final int INTERNAL = 1;
    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    public static final int NOT_THIS_NETWORK = 4;
    public static final int NOT_ALLOWED = 5;
    /** Some message did not reach every member. */
    public static final int UNDELIVERED = 6;

    public static final int LOCAL = 8;
    /** What a shell reports for a program whose reader went away. */
    public static final int READER_GONE = 141;

    /** The words of a node in this network. */
    public static Explanations ofNode(NetworkName network) {
        return new Explanations("p2p-chat node --group " + network);
    }

    /** A question met a node that is on its way out. */
    public static Explanation noAnswer(NetworkName network) {
        return Explanation.of(
                INTERNAL,
                "there is no answer to that now",
                "the node is on its way out",
                new Try("p2p-chat node --group " + network, "start it again"));
    }

    /** What went wrong, in words. */
    public Explanation of(Problem problem) {
        if (problem instanceof Problem.DirectoryUnreachable p) {
            return directoryUnreachable(p);
        }
        if (problem instanceof Problem.DirectoryWaits p) {
            return Explanation.of(
                    UNREACHABLE,
                    "the directory at " + p.directory() + " does not say yet who leads",
                    reason(p.reason()),
                    new Try("p2p-chat networks --nds " + p.directory(), "see what it knows by now"));
        }
        if (problem instanceof Problem.LeaderUnreachable p) {
            return Explanation.of(
                    UNREACHABLE,
                    "cannot reach the leader of " + p.network() + " at " + p.leader(),
                    reason(p.cause()) + "; the directory heard from it lately, so the way from here is cut",
                    new Try(command, "once this machine reaches " + p.leader()));
        }
        if (problem instanceof Problem.NotReached p) {
            return Explanation.of(
                    UNREACHABLE,
                    "nobody in " + p.network() + " reaches this node at " + p.self(),
                    "--advertise HOST:PORT says where they do",
                    new Try(command + " --advertise HOST:PORT", "say where they do reach it"));
        }
        if (problem instanceof Problem.NetworkUnknown p) {
            return Explanation.of(
                    NOT_THIS_NETWORK,
                    "there is no network " + p.network(),
                    "the directory at " + p.directory() + " does not know it",
                    new Try("p2p-chat networks --nds " + p.directory(), "see which there are"),
                    new Try("p2p-chat node --group " + p.network() + " --nds " + p.directory(), "start it"));
        }
        if (problem instanceof Problem.NetworkExists p) {
            return Explanation.of(
                    NOT_THIS_NETWORK,
                    "the network " + p.network() + " exists already",
                    "--create only starts new ones",
                    new Try("p2p-chat node --group " + p.network() + " --join", "join it"));
        }
        if (problem instanceof Problem.NameReused p) {
            return Explanation.of(
                    NOT_THIS_NETWORK,
                    "the name " + p.network() + " belongs to another network now",
                    "this machine holds the log of network " + p.mine() + "; the directory now names " + p.now(),
                    new Try("p2p-chat history --group " + p.network(), "read the log of the old one"),
                    new Try(
                            "p2p-chat node --group " + p.network() + " --data-dir ./" + p.network() + "-" + p.now(),
                            "join the new one with a store of its own"));
        }
        if (problem instanceof Problem.DirectoryFull p) {
            return Explanation.of(
                    NOT_THIS_NETWORK,
                    "the directory at " + p.directory() + " takes no more networks",
                    "it holds " + p.limit() + " already",
                    new Try("p2p-chat networks --nds " + p.directory(), "join one of these"),
                    new Try("p2p-chat nds --listen 127.0.0.1:0", "run a directory of your own"));
        }
        if (problem instanceof Problem.Refused p) {
            return Explanation.of(
                    NOT_THIS_NETWORK,
                    "the leader of " + p.network() + " refused",
                    reason(p.reason()),
                    new Try("p2p-chat networks", "see which other networks there are"));
        }
        return local(problem);
    }

    /** A text longer than one message may be. {@code where} names it: {@code line 17}. */
    public static Explanation tooLong(String where) {
        return Explanation.of(
                UNDELIVERED,
                where + " is longer than a message may be",
                "a message has at most " + ChatMessage.MAX_TEXT_BYTES + " bytes of UTF-8; nothing of it was sent",
                new Try("split -b 60000 FILE", "cut it into parts that fit"));
    }

    /** A program sends faster than the network takes. */
    public static Explanation tooMany(int open) {
        return Explanation.of(
                UNDELIVERED,
                "too many messages are on their way",
                open + " have not reached everyone yet; send again after the next delivery that leaves nobody pending");
    }

    public static Explanation notShown(long count, String network) {
        return Explanation.of(
                LOCAL,
                count + " messages of " + network + " were not shown",
                "the output is read too slowly; the log holds them",
                new Try("p2p-chat history --group " + network + " -n " + count, "read them"));
    }

    /** A word that means nothing, and what was probably meant. */
    public static Explanation unknown(String what, Optional<Try> instead) {
        return new Explanation(
                USAGE, what, Optional.empty(), instead.map(List::of).orElse(List.of()));
    }

    private Explanation directoryUnreachable(Problem.DirectoryUnreachable p) {
        boolean here = p.directory().host().equals("127.0.0.1")
                || p.directory().host().equals("localhost")
                || p.directory().host().equals("::1");
        boolean usual = here && p.directory().port() == Address.DIRECTORY_PORT;
        String start = "p2p-chat nds" + (usual ? "" : " --listen " + (here ? p.directory() : anyHost(p.directory())));
        return Explanation.of(
                UNREACHABLE,
                "cannot reach the directory at " + p.directory(),
                reason(p.cause()),
                new Try(
                        start,
                        here
                                ? "start one here"
                                : "start one, on " + p.directory().host()),
                new Try(command + " --nds HOST:PORT", "use another"));
    }

    private static String anyHost(Address address) {
        return "0.0.0.0:" + address.port();
    }

    private Explanation local(Problem problem) {
        if (problem instanceof Problem.NotRenamed p) {
            return Explanation.of(
                    UNREACHABLE,
                    "your name stays as it is",
                    reason(p.cause()),
                    new Try("/nick " + Sanitiser.nick(p.nick().value()), "ask again in a moment"));
        }
        if (problem instanceof Problem.PortInUse p) {
            return Explanation.of(
                    LOCAL,
                    "cannot listen at " + p.address(),
                    reason(p.cause()),
                    new Try(command + " --listen " + new Address(p.address().host(), 0), "take any free port"));
        }
        if (problem instanceof Problem.HomeLocked p) {
            return Explanation.of(
                    LOCAL,
                    "another process uses " + p.home(),
                    "a store has one writer",
                    new Try(command + " --data-dir DIR", "use another folder"));
        }
        if (problem instanceof Problem.StoreUnusable p) {
            return Explanation.of(
                    LOCAL,
                    "cannot use " + p.store(),
                    reason(p.cause()),
                    new Try("ls -ld " + quoted(p.store()), "see who may write there"),
                    new Try(command + " --data-dir DIR", "use another folder"));
        }
        if (problem instanceof Problem.DiskFull p) {
            return Explanation.of(
                    LOCAL,
                    "the disk is full",
                    "nothing more can be written to " + p.store() + "; what was acknowledged is safe",
                    new Try("df -h " + quoted(p.store()), "see how full"));
        }
        if (problem instanceof Problem.StoreCorrupt p) {
            return Explanation.of(
                    LOCAL,
                    "the store " + p.store() + " is damaged",
                    reason(p.cause()),
                    new Try(
                            "mv " + quoted(p.store()) + " " + quoted(Path.of(p.store() + ".damaged")),
                            "put it aside; the others send the log"));
        }
        if (problem instanceof Problem.StoreNewer p) {
            return Explanation.of(
                    LOCAL,
                    "a newer p2p-chat wrote " + p.store(),
                    "it has version " + p.found() + ", this program knows up to " + p.known(),
                    new Try(command + " --data-dir DIR", "use another folder, or the newer program"));
        }
        if (problem instanceof Problem.Internal p) {
            return Explanation.of(
                    INTERNAL,
                    "the node had to stop",
                    "internal error: " + p.what() + "; what was accepted is stored",
                    new Try(command, "start it again; the log file tells more"));
        }
        if (problem instanceof Problem.StoreMissing p) {
            return Explanation.of(
                    NOT_THIS_NETWORK,
                    "there is no log of " + p.network() + " here",
                    "nobody joined it with the home " + p.home(),
                    new Try("p2p-chat node --group " + p.network(), "join it"),
                    new Try("p2p-chat history --group " + p.network() + " --nick NICK", "look in another nick's home"));
        }
        return file(problem);
    }

    private Explanation file(Problem problem) {
        if (problem instanceof Problem.FileTaken p) {
            return p.folder()
                    ? Explanation.of(
                            LOCAL,
                            "cannot write over the folder " + p.file(),
                            "what was asked for is one file",
                            new Try(command + " --out " + quoted(p.file().resolve("log.html")), "write into it"))
                    : Explanation.of(
                            LOCAL,
                            "there is a file " + p.file() + " already",
                            "it is not written over unasked",
                            new Try(command + " --out " + quoted(p.file()) + " --force", "write over it"));
        }
        if (problem instanceof Problem.FileUnwritable p) {
            return Explanation.of(
                    LOCAL,
                    "cannot write " + p.file(),
                    reason(p.cause()),
                    new Try(command + " --out -", "write to the standard output instead"));
        }
        if (problem instanceof Problem.NobodyCalled p) {
            return Explanation.of(
                    USAGE,
                    "nobody in " + p.network() + " is called " + p.nick(),
                    "this machine's log knows no member of that name",
                    new Try("p2p-chat history --group " + p.network() + " -n 20", "see who says something"));
        }
        return AmendmentErrors.of(problem).orElseThrow(() -> new AssertionError("no words for " + problem));
    }

    /** A path as a shell takes it. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9/._+@-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Causes may quote what came from outside. */
    private static String reason(String cause) {
        String clean = Sanitiser.line(cause);
        return clean.isBlank() ? "no reason was given" : clean;
    }
}
