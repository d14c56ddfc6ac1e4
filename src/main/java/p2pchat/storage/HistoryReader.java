package p2pchat.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.crypto.CredentialStore;
import p2pchat.crypto.StorageKey;
import p2pchat.crypto.StoreCipher;
import p2pchat.log.Fork;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.ProblemException;
import p2pchat.model.Uid;
import p2pchat.model.VectorClock;
import p2pchat.model.VersionVector;
import p2pchat.storage.SqliteSession.Access;

/** Reads the log of a network without its node's lock, even while the node is running. Blocks. */
public final class HistoryReader implements AutoCloseable {

    private final Path file;
    private final SqliteSession session;

    private HistoryReader(Path file, SqliteSession session) {
        this.file = file;
        this.session = session;
    }

    /**
     * Opens a network's file for reading.
     *
     * @throws ProblemException if it contains no store, cannot be read, or is encrypted for another person
     */
    public static HistoryReader open(Path file, StorageKey key) {
        HistoryReader reader = openWithoutTexts(file);
        try {
            StoreCipher unused = SegmentRows.open(reader.session, file, key);
            return reader;
        } catch (SQLException e) {
            reader.close();
            throw StoreErrors.explain(file, e);
        } catch (ProblemException e) {
            reader.close();
            throw e;
        }
    }

    /** Returns the last known nick of everyone ever seen in the network of this file. Needs no key. */
    public static Map<NodeId, Nick> nicks(Path file) {
        try (HistoryReader reader = openWithoutTexts(file)) {
            return reader.nicks();
        }
    }

    private static HistoryReader openWithoutTexts(Path file) {
        try {
            return new HistoryReader(file, SqliteNetworkStore.SCHEMA.open(file, Access.READ));
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    /**
     * Emits the messages that match the query one at a time, in history order, oldest first. The log may be larger than the
     * memory.
     */
    public void read(HistoryQuery query, Consumer<HistoryEntry> to) {
        read(open -> {
            HistoryRows.read(open, query, to);
            return true;
        });
    }

    /** Returns the messages that match the query, whose limit must fit into memory. */
    public List<HistoryEntry> page(HistoryQuery query) {
        List<HistoryEntry> entries = new ArrayList<>();
        read(query, entries::add);
        return entries;
    }

    /** Returns the message with this id. If several authors used the id, the key selects one (H14). */
    public Optional<HistoryEntry> find(MessageId id, Optional<MessageKey> key) {
        return read(open -> {
            Optional<MessageKey> found = key.isPresent()
                    ? key
                    : MessageRows.find(open, id).stream().map(ChatMessage::key).findFirst();
            Optional<HistoryEntry> entry = found.isPresent() ? HistoryRows.find(open, found.get()) : Optional.empty();
            return entry.filter(of -> of.message().id().equals(id));
        });
    }

    /** Returns a message with its seal, as it was received; empty if the log does not have it. */
    public Optional<ChatMessage> sealed(MessageKey key) {
        return read(open -> {
            Optional<ChatMessage> message = MessageRows.one(open, key);
            return message.isEmpty()
                    ? message
                    : SealRows.attach(open, List.of(message.get())).stream().findFirst();
        });
    }

    /** Returns the authors of whose messages two versions exist. */
    public List<Fork> forks() {
        return read(ChainRows::forks);
    }

    /** Returns the messages that admins have deleted. */
    public VersionVector hidden() {
        return read(HiddenRows::all);
    }

    /** Returns the messages that the log should have, by its own account. */
    public VersionVector stored() {
        return read(AuthorRows::stored);
    }

    /** Returns the stored card of a member; its signatures are not verified. */
    public Optional<Bytes> card(Uid member) {
        return read(open -> CredentialRows.read(open, CredentialStore.Kind.CARD, Bytes.of(member.bytes())));
    }

    public Path file() {
        return file;
    }

    /** Returns the genesis of the network in the form of {@code KeyRings.encode}. */
    public Bytes genesis() {
        return read(MetaTable::readIdentity).genesis();
    }

    /** Returns the uid of this store. */
    public Uid uid() {
        return read(MetaTable::readIdentity).uid();
    }

    /**
     * Emits all messages with their seals, in history order, also those that do not count, and what cannot be read. From
     * then on, the reader sees the log as it was at this moment, even if its node writes.
     */
    public void readSealed(SealedLog to) {
        read(open -> {
            open.beginTransactions();
            SealedRows.read(open, to);
            return true;
        });
    }

    /** Returns the vector clock of a message, derived from the messages it follows. */
    public VectorClock clock(ChatMessage message) {
        return read(open -> OrderedRows.clock(open, message));
    }

    /** Returns the id of the node whose log this is; empty before its first admission. */
    public Optional<NodeId> self() {
        return read(open -> MetaTable.read(open, MetaTable.NODE_ID));
    }

    /** Returns the last known nick of everyone ever seen in this network. */
    public Map<NodeId, Nick> nicks() {
        return read(MemberRows::nicks);
    }

    private <T> T read(GroupCommit.Job<T> query) {
        try {
            return query.run(session);
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }
}
