package p2pchat.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A failure to show to the user. The console alone turns it into text. */
public sealed interface Problem {

    record DirectoryUnreachable(Address directory, String cause) implements Problem {}

    /** A process has the port of the directory and does not answer as one. */
    record DirectoryForeign(Address directory, String cause) implements Problem {}

    /** The key of the directory that the user named has changed. */
    record DirectoryKeyChanged(Address directory, DeviceKey expected, DeviceKey seen) implements Problem {}

    /** Another directory has taken over the usual address, perhaps run by another user of this machine. */
    record DirectoryReplaced(Address directory, DeviceKey before, DeviceKey seen) implements Problem {}

    /** The directory answers but does not know the leader yet; the node keeps asking. */
    record DirectoryNotReady(Address directory, String reason) implements Problem {}

    /** This machine cannot reach the leader, which the directory heard recently. */
    record LeaderUnreachable(NetworkName network, Address leader, String cause) implements Problem {}

    /** Other members cannot reach this node at its address, so it is admitted and dropped repeatedly. */
    record SelfUnreachable(NetworkName network, Address self) implements Problem {}

    record NetworkUnknown(NetworkName network, Address directory) implements Problem {}

    record NetworkExists(NetworkName network) implements Problem {}

    /** The name belongs to another network than the one in this machine's log (H15). */
    record NameReused(NetworkName network, NetworkId mine, NetworkId now) implements Problem {}

    record DirectoryFull(Address directory, int limit) implements Problem {}

    /** A leader refused this node permanently. */
    record Refused(NetworkName network, String reason) implements Problem {}

    /** The network admits only with an invitation, or nobody new. */
    record NotInvited(NetworkName network, String reason) implements Problem {}

    /** Nobody leads, and this node may not; it keeps looking. */
    record NobodyLeads(NetworkName network) implements Problem {}

    /** An admin must approve this node first; it keeps asking. */
    record AwaitingApproval(NetworkName network) implements Problem {}

    /** This person may write again, but not under its old id, so its node continues under a new one. */
    record StoreEnded(NetworkName network) implements Problem {}

    /**
     * A view that gives the id of one member to another was not installed.
     *
     * @param id of its leader
     * @param leader the nick of its leader
     * @param epoch of the view
     */
    record ViewRefused(NodeId id, Nick leader, long epoch) implements Problem {}

    /** The nick did not change; the user may retry. */
    record RenameFailed(Nick nick, String cause) implements Problem {}

    record PortInUse(Address address, String cause) implements Problem {}

    record HomeLocked(Path home) implements Problem {}

    /** Neither a variable nor the system names a home folder. */
    record HomeUnknown() implements Problem {

        /** Stands for the missing folder, because nothing can be created below it. */
        public static final Path NONE = Path.of("/dev/null");
    }

    /** The file of a key cannot be used. */
    record IdentityUnusable(Path file, Flaw flaw, String detail) implements Problem {

        /** The reason. */
        public enum Flaw {
            READABLE_BY_OTHERS,
            LINK,
            /** Another user owns it. */
            FOREIGN,
            /** It is not a key, or is in another format. */
            DAMAGED,
            /** It has a passphrase, and there is no way to ask for it. */
            LOCKED,
            WRONG_PASSPHRASE,
            /** The system refused; the detail is its reason. */
            INACCESSIBLE
        }
    }

    /** There is no file with a key. */
    record IdentityMissing(Path file) implements Problem {}

    /** An import would replace a different key. */
    record IdentityExists(Path file, PersonKey person) implements Problem {}

    /** An export would replace a file. */
    record KeyExists(Path file) implements Problem {}

    /** The passphrase of a key cannot be read from a file, a command or the terminal. */
    record PassphraseUnavailable(String source, String cause) implements Problem {}

    /** The native library of SQLite cannot be loaded, neither from the state folder nor from the temporary one. */
    record LibraryUnusable(String temporary) implements Problem {}

    /** The store's directory or file cannot be created, opened or written. */
    record StoreUnusable(Path store, String cause) implements Problem {}

    /** The store has not responded for seconds. */
    record StoreStalled(NetworkName network) implements Problem {}

    record DiskFull(Path store) implements Problem {}

    record StoreCorrupt(Path store, String cause) implements Problem {}

    record StoreNewer(Path store, int found, int known) implements Problem {}

    /** The uid in the store belongs to a key that this node does not have. */
    record StoreOfOtherDevice(Path store) implements Problem {}

    /** The texts in the store are encrypted, and the key is missing. */
    record StoreLocked(Path store, Path key) implements Problem {}

    /** The texts in the store are encrypted for another person's key. */
    record StoreOfOtherPerson(Path store) implements Problem {}

    /** A bug; the log has details. */
    record Internal(String what) implements Problem {}

    record StoreMissing(NetworkName network, Path home) implements Problem {}

    /** This node's log has no message with this id. */
    record MessageUnknown(MessageId message) implements Problem {}

    /** The message has another author, who alone may change it. */
    record NotAuthor(MessageId message) implements Problem {}

    record AlreadyDeleted(MessageId message) implements Problem {}

    /** The file to write exists already. */
    record FileExists(Path file, boolean folder) implements Problem {}

    /** A file that the user asked for cannot be written. */
    record FileUnwritable(Path file, String cause) implements Problem {}

    /** The file is not a signed transcript, or cannot be read. */
    record TranscriptUnreadable(Path file, String cause) implements Problem {}

    /** No member has this nick, now or since this process started. */
    record MemberUnknown(NetworkName network, Nick nick) implements Problem {}

    /** The member's person key is not known yet. */
    record KeyUnknown(Nick nick) implements Problem {}

    /** The number that the user confirms was not the last one shown, or the key of the member has changed since. */
    record NumberNotShown(Nick nick) implements Problem {}

    /** No member known to this machine's log has this nick. */
    record NickUnknown(NetworkName network, Nick nick) implements Problem {}

    /** The decision needs this role. */
    record RoleRequired(NetworkName network, MemberRole needed) implements Problem {}

    /** The person is an owner for longer than the user, who therefore cannot decide about it. */
    record PersonIsSenior(NetworkName network, Nick nick) implements Problem {}

    /** Nobody can remove themselves, because an only owner would leave the network without one. */
    record OwnRemoval(NetworkName network) implements Problem {}

    /** The user is the only owner, and would not be an owner any more. */
    record OnlyOwner(NetworkName network) implements Problem {}

    /** Everything is already as the user wants it. */
    record NothingChanged(NetworkName network) implements Problem {}

    /** The network has the maximum of statements. */
    record RosterFull(NetworkName network) implements Problem {}

    /** Several people had this nick, and none of them is present. */
    record NickShared(Nick nick, List<Fingerprint> people) implements Problem {}

    /** The message is not of the person who is to be removed. */
    record NotTheirMessage(Nick nick, MessageKey message) implements Problem {}

    /** No invitation has an id that begins so, or several have. */
    record InvitationUnknown(NetworkName network, String id) implements Problem {}

    /** No other device of this user has a fingerprint that begins so, or several have. */
    record DeviceUnknown(NetworkName network, String fingerprint) implements Problem {}

    /** Nobody with this nick waits for an approval. */
    record ApplicantUnknown(NetworkName network, Nick nick) implements Problem {}

    /**
     * A statement has removed this person from the network, or ended this device.
     *
     * @param by the nick of the author; empty if it is not known
     * @param reason may be empty
     */
    record Removed(NetworkName network, Optional<Nick> by, String reason) implements Problem {

        /** Returns the removal of this person by an unknown author. */
        public static Removed from(NetworkName network) {
            return new Removed(network, Optional.empty(), "");
        }
    }

    /** A text is not a complete invitation. The reason does not repeat any of it, because it is a secret. */
    record InvitationUnreadable(String why) implements Problem {}

    /** The directory does not have the key that an invitation names. */
    record DirectoryNotInvited(Address directory, DeviceKey expected, DeviceKey seen) implements Problem {}

    /** The directory has another network of this name than the one that the invitation is for. */
    record NetworkNotInvited(NetworkName network, Address directory, NetworkId found, NetworkId invited)
            implements Problem {}

    /** The network that admitted this node did not prove that it is the right one. */
    record NetworkUnproven(NetworkName network, String what) implements Problem {}

    /** The process at this address does not have the key of the member that was called. */
    record WrongKey(Address address, DeviceKey expected, DeviceKey seen) implements Problem {}

    /** The user has ended this device from another one. */
    record DeviceEnded(NetworkName network) implements Problem {}

    /** A reader cannot write. */
    record OnlyReader(NetworkName network) implements Problem {}
}
