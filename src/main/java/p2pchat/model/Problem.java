package p2pchat.model;

import java.nio.file.Path;

/** What can go wrong where a person must be told. Rooms name the failure; the console alone words it. */
public sealed interface Problem {

    record DirectoryUnreachable(Address directory, String cause) implements Problem {}

    /** The directory answers, and does not say yet who leads; it is asked again and again. */
    record DirectoryWaits(Address directory, String reason) implements Problem {}

    /** The directory knows the leader and heard from it lately; this machine cannot reach it. */
    record LeaderUnreachable(NetworkName network, Address leader, String cause) implements Problem {}

    /** Admitted and dropped again and again: the others cannot reach this node where it says it is. */
    record NotReached(NetworkName network, Address self) implements Problem {}

    record NetworkUnknown(NetworkName network, Address directory) implements Problem {}

    record NetworkExists(NetworkName network) implements Problem {}

    /** The name now belongs to another network than the one this machine holds the log of (H15). */
    record NameReused(NetworkName network, NetworkId mine, NetworkId now) implements Problem {}

    record DirectoryFull(Address directory, int limit) implements Problem {}

    /** A leader said no, and asking again changes nothing. */
    record Refused(NetworkName network, String reason) implements Problem {}

    /** The nick stays as it is; asking again may help. */
    record NotRenamed(Nick nick, String cause) implements Problem {}

    record PortInUse(Address address, String cause) implements Problem {}

    record HomeLocked(Path home) implements Problem {}

    /** The store's folder or file cannot be made, opened or written. */
    record StoreUnusable(Path store, String cause) implements Problem {}

    record DiskFull(Path store) implements Problem {}

    record StoreCorrupt(Path store, String cause) implements Problem {}

    record StoreNewer(Path store, int found, int known) implements Problem {}

    /** A part of the program met a bug; the log has more. */
    record Internal(String what) implements Problem {}

    record StoreMissing(NetworkName network, Path home) implements Problem {}

    /** No message that this node's log holds has this id. */
    record MessageUnknown(MessageId message) implements Problem {}

    /** Somebody else said it, and only they may change it. */
    record NotYours(MessageId message) implements Problem {}

    record DeletedAlready(MessageId message) implements Problem {}

    /** A file is to be written where something is already. */
    record FileTaken(Path file, boolean folder) implements Problem {}

    /** A file a person asked for cannot be written. */
    record FileUnwritable(Path file, String cause) implements Problem {}

    /** No member that this machine's log knows has this nick. */
    record NobodyCalled(NetworkName network, Nick nick) implements Problem {}
}
