package p2pchat.console.error;

import static p2pchat.console.error.Explanations.INTERNAL;
import static p2pchat.console.error.Explanations.LOCAL;
import static p2pchat.console.error.Explanations.NOT_ALLOWED;
import static p2pchat.console.error.Explanations.NOT_THIS_NETWORK;
import static p2pchat.console.error.Explanations.UNREACHABLE;
import static p2pchat.console.error.Explanations.USAGE;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Problem;

/** The error message for each type of {@link Problem}. */
final class ProblemText {

    private static final Map<Class<? extends Problem>, BiFunction<Problem, String, Explanation>> TEXTS =
            new HashMap<>();

    static {
        reaching();
        networks();
        local();
        stores();
        files();
        identity();
        messages();
        RosterProblemText.put();
    }

    private ProblemText() {}

    static Explanation of(Problem problem, String command) {
        BiFunction<Problem, String, Explanation> text = TEXTS.get(problem.getClass());
        if (text == null) {
            throw new AssertionError("no text for " + problem);
        }
        return text.apply(problem, command);
    }

    static <P extends Problem> void put(Class<P> type, BiFunction<P, String, Explanation> text) {
        TEXTS.put(type, (problem, command) -> text.apply(type.cast(problem), command));
    }

    static <P extends Problem> void put(Class<P> type, Function<P, Explanation> text) {
        put(type, (problem, command) -> text.apply(problem));
    }

    private static void reaching() {
        put(Problem.DirectoryUnreachable.class, ProblemText::directoryUnreachable);
        put(Problem.DirectoryForeign.class, ProblemText::directoryForeign);
        put(
                Problem.DirectoryKeyChanged.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "the directory at " + p.directory() + " has a different key",
                        keys(p.expected(), p.seen()) + ", so it may be another directory",
                        new Try("p2p-chat nds trust " + p.directory(), "accept the new key"),
                        new Try("p2p-chat nds show-key", "show the key to expect, on its machine")));
        put(
                Problem.DirectoryReplaced.class,
                p -> Explanation.of(
                        NOT_ALLOWED,
                        "a different directory now runs at " + p.directory(),
                        keys(p.before(), p.seen()) + "; it may belong to another user of this machine",
                        new Try("p2p-chat nds show-key", "show the key of your own directory")));
        put(
                Problem.DirectoryNotReady.class,
                p -> Explanation.of(
                        UNREACHABLE,
                        "the directory at " + p.directory() + " does not know the leader yet",
                        reason(p.reason()),
                        new Try("p2p-chat networks --nds " + p.directory(), "show what it knows")));
        put(
                Problem.LeaderUnreachable.class,
                (p, command) -> Explanation.of(
                        UNREACHABLE,
                        "cannot reach the leader of " + p.network() + " at " + p.leader(),
                        reason(p.cause()) + ", though the directory heard from it recently; it may have just quit,"
                                + " or a firewall is in the way",
                        new Try(command, "try again")));
        put(
                Problem.SelfUnreachable.class,
                (p, command) -> Explanation.of(
                        UNREACHABLE,
                        "no member of " + p.network() + " can reach this node at " + p.self(),
                        "its address may be wrong for them, or a firewall is in the way",
                        new Try(command + " --advertise HOST:PORT", "name an address that they can reach")));
        put(
                Problem.WrongKey.class,
                (p, command) -> Explanation.of(
                        NOT_ALLOWED,
                        "the process at " + p.address() + " is not the expected one",
                        "its key is " + p.seen() + " and should be " + p.expected()
                                + "; another process has the address now, or someone intercepts the connection; nothing"
                                + " was sent to it",
                        new Try(command, "try again; the directory may know the new address by now")));
        put(Problem.ViewRefused.class, p -> {
            String leader = Sanitiser.nick(p.leader().value());
            return Explanation.of(
                    NOT_ALLOWED,
                    "a list of members from " + leader + " was refused",
                    "it gives one member's number to another; " + leader + "'s program is faulty or hostile",
                    new Try("/why", "show the events that led to it"));
        });
        put(
                Problem.RenameFailed.class,
                p -> Explanation.of(
                        UNREACHABLE,
                        "your nick was not changed",
                        reason(p.cause()),
                        new Try("/nick " + Sanitiser.nick(p.nick().value()), "try again")));
    }

    private static String keys(DeviceKey expected, DeviceKey seen) {
        return "its key was " + expected.fingerprint() + " and is now " + seen.fingerprint();
    }

    private static Explanation directoryUnreachable(Problem.DirectoryUnreachable p, String command) {
        String host = p.directory().host();
        boolean here = p.directory().isLoopback();
        boolean usual = here && p.directory().port() == Address.DIRECTORY_PORT;
        String listen = " --listen "
                + (here ? p.directory() : new Address("0.0.0.0", p.directory().port()));
        return Explanation.of(
                UNREACHABLE,
                "cannot reach the directory at " + p.directory(),
                reason(p.cause()),
                new Try("p2p-chat nds" + (usual ? "" : listen), here ? "start one here" : "start one on " + host),
                new Try(command + " --nds HOST:PORT", "use another"));
    }

    private static Explanation directoryForeign(Problem.DirectoryForeign p, String command) {
        Try another = new Try(command + " --nds HOST:PORT", "use another directory");
        Try free = new Try("p2p-chat nds --listen 127.0.0.1:0", "run a directory on a free port, which it prints");
        return new Explanation(
                UNREACHABLE,
                "another program has the port of the directory, " + p.directory(),
                Optional.of(reason(p.cause())),
                p.directory().isLoopback() ? List.of(free, another) : List.of(another));
    }

    private static void networks() {
        put(
                Problem.NetworkUnknown.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        "there is no network " + p.network(),
                        "the directory at " + p.directory() + " does not know it",
                        new Try("p2p-chat networks --nds " + p.directory(), "list the networks"),
                        new Try("p2p-chat node --group " + p.network() + " --nds " + p.directory(), "start it")));
        put(
                Problem.NetworkExists.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        "the network " + p.network() + " already exists",
                        "--create only starts new networks",
                        new Try("p2p-chat node --group " + p.network() + " --join", "join it")));
        put(
                Problem.NameReused.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        "the name " + p.network() + " now belongs to another network",
                        "this machine has the log of network " + p.mine() + "; in the directory it is network "
                                + p.now(),
                        new Try("p2p-chat history --group " + p.network(), "read the old log"),
                        new Try(
                                "p2p-chat node --group " + p.network() + " --data-dir ./" + p.network() + "-" + p.now(),
                                "join the new network with a separate store")));
        put(
                Problem.DirectoryFull.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        "the directory at " + p.directory() + " accepts no more networks",
                        "it already has " + p.limit(),
                        new Try("p2p-chat networks --nds " + p.directory(), "list them, and join one"),
                        new Try("p2p-chat nds --listen 127.0.0.1:0", "run your own directory")));
        put(
                Problem.Refused.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        "the leader of " + p.network() + " refused",
                        reason(p.reason()),
                        new Try("p2p-chat networks", "list other networks")));
        put(
                Problem.StoreMissing.class,
                p -> Explanation.of(
                        NOT_THIS_NETWORK,
                        "there is no log of " + p.network() + " here",
                        p.home() + " has never been used to join it",
                        new Try("p2p-chat node --group " + p.network(), "join it"),
                        new Try(
                                "p2p-chat history --group " + p.network() + " --nick NICK",
                                "read another nick's log")));
        put(
                Problem.MemberUnknown.class,
                p -> Explanation.of(
                        USAGE,
                        "no member of " + p.network() + " has the nick "
                                + Sanitiser.nick(p.nick().value()),
                        "no member has had it since this process started",
                        new Try("/members", "list the members"),
                        new Try("/roster", "list everyone who ever came in; a key stands for a nick")));
        put(
                Problem.KeyUnknown.class,
                p -> Explanation.of(
                        UNREACHABLE,
                        "the key of " + Sanitiser.nick(p.nick().value()) + " is not known",
                        "this node has not received it yet",
                        new Try("/verify " + Sanitiser.nick(p.nick().value()), "try again")));
        put(
                Problem.NumberNotShown.class,
                p -> Explanation.of(
                        USAGE,
                        Sanitiser.nick(p.nick().value()) + " is not verified",
                        "the number shown last is not that of this member",
                        new Try("/verify " + Sanitiser.nick(p.nick().value()), "show the number to compare")));
        put(
                Problem.NickUnknown.class,
                p -> Explanation.of(
                        USAGE,
                        "no member of " + p.network() + " has the nick " + p.nick(),
                        "the log on this machine has no such nick",
                        new Try("p2p-chat history --group " + p.network() + " -n 20", "show recent messages")));
    }

    private static void local() {
        put(
                Problem.PortInUse.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot listen on " + p.address(),
                        reason(p.cause()),
                        new Try(command + " --listen " + new Address(p.address().host(), 0), "use any free port")));
        put(
                Problem.Internal.class,
                (p, command) -> Explanation.of(
                        INTERNAL,
                        "the node had to stop",
                        "internal error: " + p.what() + "; accepted messages are stored",
                        new Try(command, "start it again; the log file has details")));
        put(
                Problem.DiskFull.class,
                p -> Explanation.of(
                        LOCAL,
                        "the disk is full",
                        "cannot write to " + p.store() + "; acknowledged messages are safe",
                        new Try("df -h " + quoted(p.store()), "show the free space")));
    }

    private static void stores() {
        String another = "use another data directory";
        put(
                Problem.HomeLocked.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "another process uses " + p.home(),
                        "only one process can use a data directory",
                        new Try(command + " --data-dir DIR", another)));
        put(
                Problem.HomeUnknown.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "there is no folder for the data",
                        "HOME and XDG_DATA_HOME are not set, and the system knows no home folder of this user",
                        new Try("HOME=DIR " + command, "name a home folder"),
                        new Try("XDG_DATA_HOME=DIR " + command, "name a folder for data"),
                        new Try(command + " --data-dir DIR", "name the folder of this process")));
        put(
                Problem.LibraryUnusable.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot load the library of SQLite",
                        "it can be used neither from XDG_STATE_HOME (~/.local/state) nor from " + p.temporary()
                                + "; both are full, read-only or mounted noexec",
                        new Try("XDG_STATE_HOME=DIR " + command, "use another folder")));
        put(
                Problem.StoreUnusable.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot use " + p.store(),
                        reason(p.cause()),
                        new Try("ls -ld " + quoted(p.store()), "check its permissions"),
                        new Try(command + " --data-dir DIR", another)));
        put(
                Problem.StoreStalled.class,
                p -> Explanation.of(
                        LOCAL,
                        "the disk does not respond",
                        "nothing can be stored in " + p.network() + " until it does",
                        new Try("df -h", "check the disk")));
        put(
                Problem.StoreCorrupt.class,
                p -> Explanation.of(
                        LOCAL,
                        "the store " + p.store() + " is damaged",
                        reason(p.cause()),
                        moveAway(p.store(), ".damaged", "move it away; the other members send the log again")));
        put(
                Problem.StoreNewer.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "a newer p2p-chat wrote " + p.store(),
                        "it has version " + p.found() + "; this program reads up to version " + p.known(),
                        new Try(command + " --data-dir DIR", another + ", or upgrade")));
        put(
                Problem.StoreOfOtherDevice.class,
                p -> Explanation.of(
                        LOCAL,
                        "the store " + p.store() + " belongs to a different key",
                        "it was copied from another node, or the file 'device' in its home was replaced",
                        moveAway(p.store(), ".other", "move it away; the other members send the log again")));
        put(
                Problem.StoreLocked.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot decrypt the log in " + p.store(),
                        "it is encrypted for your key, which is not in " + p.key(),
                        new Try(command + " --identity FILE", "use the key in another file"),
                        new Try("p2p-chat identity import FILE", "use the key of another machine or a backup")));
        put(
                Problem.StoreOfOtherPerson.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot decrypt the log in " + p.store(),
                        "it is encrypted for the key of another person",
                        new Try(command + " --identity FILE", "use the key that it was written with"),
                        moveAway(p.store(), ".other", "move it away; the other members send the log again")));
    }

    private static Try moveAway(Path store, String suffix, String purpose) {
        return new Try("mv " + quoted(store) + " " + quoted(Path.of(store + suffix)), purpose);
    }

    private static void files() {
        put(
                Problem.FileExists.class,
                (p, command) -> p.folder()
                        ? Explanation.of(
                                LOCAL,
                                "cannot write to " + p.file(),
                                "it is a folder, not a file",
                                new Try(command + " --out " + quoted(p.file().resolve("log.html")), "write into it"))
                        : Explanation.of(
                                LOCAL,
                                "the file " + p.file() + " already exists",
                                "it was not overwritten",
                                new Try(command + " --out " + quoted(p.file()) + " --force", "overwrite it")));
        put(
                Problem.TranscriptUnreadable.class,
                p -> Explanation.of(
                        LOCAL,
                        "cannot check " + p.file(),
                        reason(p.cause()),
                        new Try("p2p-chat history --group NAME --out FILE.signed", "write a signed transcript")));
        put(
                Problem.FileUnwritable.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot write " + p.file(),
                        reason(p.cause()),
                        new Try(command + " --out -", "write to standard output")));
    }

    private static void identity() {
        put(Problem.IdentityUnusable.class, ProblemText::identityUnusable);
        put(
                Problem.IdentityMissing.class,
                p -> Explanation.of(
                        LOCAL,
                        "there is no key in " + p.file(),
                        "no such file; your key is created when you first start a node",
                        new Try("p2p-chat node --group lunch", "start a node"),
                        new Try("p2p-chat identity import FILE", "use the key of another machine")));
        put(
                Problem.IdentityExists.class,
                p -> Explanation.of(
                        LOCAL,
                        "you already have a different key",
                        "the others know you as " + p.person() + " by the key in " + p.file(),
                        new Try(
                                "mv " + quoted(p.file()) + " " + quoted(Path.of(p.file() + ".old")),
                                "move it away, then import again")));
        put(
                Problem.KeyExists.class,
                p -> Explanation.of(
                        LOCAL,
                        "the file " + p.file() + " already exists",
                        "a key is never overwritten",
                        new Try("p2p-chat identity export " + quoted(Path.of(p.file() + ".new")), "use another name")));
        put(
                Problem.PassphraseUnavailable.class,
                (p, command) -> Explanation.of(
                        LOCAL,
                        "cannot get the passphrase from '" + Sanitiser.line(p.source()) + "'",
                        reason(p.cause()),
                        new Try(command, "type it on the terminal")));
    }

    private static Explanation identityUnusable(Problem.IdentityUnusable p, String command) {
        Try other = new Try(command + " --identity FILE", "use the key in another file");
        Try look = new Try("ls -l " + quoted(p.file()), "show its owner and permissions");
        return switch (p.flaw()) {
            case READABLE_BY_OTHERS ->
                unusable(
                        p,
                        "other users of this machine have access to it",
                        new Try("chmod 600 " + quoted(p.file()), "make it private; if that has no effect, move it"),
                        other);
            case LINK -> unusable(p, "it is a symbolic link", look, other);
            case FOREIGN -> unusable(p, "it belongs to another user", look, other);
            case DAMAGED ->
                unusable(
                        p,
                        "it is not an Ed25519 key in PKCS#8 format, or it is damaged",
                        new Try("openssl pkey -noout -text -in " + quoted(p.file()), "check what it is"),
                        other);
            case LOCKED ->
                unusable(
                        p,
                        "it has a passphrase, and there is no terminal to ask for it",
                        new Try(command + " --passphrase-file FILE", "read it from the first line of a file"),
                        new Try(command + " --passphrase-command COMMAND", "read it from the output of a command"));
            case WRONG_PASSPHRASE -> unusable(p, "the passphrase is wrong", new Try(command, "try again"), other);
            case INACCESSIBLE -> unusable(p, reason(p.detail()), look, other);
        };
    }

    private static Explanation unusable(Problem.IdentityUnusable p, String why, Try... tries) {
        return Explanation.of(LOCAL, "cannot use the key in " + p.file(), why, tries);
    }

    private static void messages() {
        put(
                Problem.MessageUnknown.class,
                p -> Explanation.of(
                        USAGE,
                        "there is no message " + p.message(),
                        "this node's log has no message with that id",
                        Explanations.LIST_MESSAGES));
        put(Problem.NotAuthor.class, p -> Explanations.notYours("message " + p.message()));
        put(Problem.AlreadyDeleted.class, p -> Explanations.alreadyDeleted("message " + p.message()));
    }

    /** Quotes a path for a shell. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9/._+@-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Cleans a cause, which may quote text from the network. */
    static String reason(String cause) {
        String clean = Sanitiser.line(cause);
        return clean.isBlank() ? "no reason given" : clean;
    }
}
