package p2pchat.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.storage.GroupCommit.Opening;
import p2pchat.storage.SqliteSession.Access;

/** One network on disk: the log (M9), the view and this member's identity, in one SQLite file with one writer. */
public final class SqliteNetworkStore implements LogStore, ViewStore, AutoCloseable {

    /** The letters "p2pn". */
    private static final int APPLICATION = 0x7032706e;

    static final Schema SCHEMA = new Schema(
            APPLICATION,
            6,
            Stream.of(MessageRows.TABLES, MemberRows.TABLES, CursorRows.TABLES, AmendmentRows.TABLES, AuthorRows.TABLES)
                    .flatMap(List::stream)
                    .toList(),
            List.of(
                    MessageRows::migrateTo2,
                    AmendmentRows::migrateTo3,
                    MessageRows::migrateTo4,
                    AmendmentRows::migrateTo5,
                    AuthorRows::migrateTo6));

    /** Jobs, not messages: a job of the log holds up to one batch of 256 KiB. */
    static final int MAX_WAITING = 1_024;

    private final MetaTable.Identity identity;
    private final LongSupplier clock;
    private final StoreThread thread;
    private final PendingCursors freshCursors;

    private SqliteNetworkStore(Path file, SqliteSession session, MetaTable.Identity identity, LongSupplier clock) {
        this.identity = identity;
        this.clock = clock;
        this.thread = StoreThread.start(file, session, () -> again(file), MAX_WAITING, StoreThread.LAZY);
        this.freshCursors = new PendingCursors(thread);
    }

    /**
     * Opens the store of a network in this file, whose folder exists, or makes one with a new uid. Blocks.
     *
     * @param clock milliseconds since 1970
     * @throws ProblemException if the file cannot be used, or holds another network
     */
    public static SqliteNetworkStore open(Path file, NetworkId network, NetworkName name, LongSupplier clock) {
        MetaTable.Identity fresh = new MetaTable.Identity(network, name, Uid.random());
        SqliteNetworkStore store =
                open(file, () -> SCHEMA.openOrCreate(file, session -> MetaTable.writeIdentity(session, fresh)), clock);
        if (!store.network().equals(network)) {
            store.close();
            String cause = "it holds the log of another network, " + store.network();
            throw new ProblemException(new Problem.StoreUnusable(file, cause));
        }
        return store;
    }

    /**
     * Opens the store that is in this file, whichever network's it is. Blocks.
     *
     * @param clock milliseconds since 1970
     * @throws ProblemException if there is none, or it cannot be used
     */
    public static SqliteNetworkStore openExisting(Path file, LongSupplier clock) {
        return open(file, () -> SCHEMA.open(file, Access.WRITE), clock);
    }

    private static SqliteNetworkStore open(Path file, Opening opening, LongSupplier clock) {
        try {
            SqliteSession session = opening.open();
            try {
                return new SqliteNetworkStore(file, session, MetaTable.readIdentity(session), clock);
            } catch (SQLException e) {
                session.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    /** After a failure: only if it is still this network's file that stands there. */
    private SqliteSession again(Path file) throws SQLException {
        SqliteSession session = SCHEMA.open(file, Access.WRITE);
        if (!MetaTable.readIdentity(session).network().equals(network())) {
            session.close();
            throw new SQLException("the file was replaced by another network's");
        }
        return session;
    }

    public NetworkId network() {
        return identity.network();
    }

    public NetworkName name() {
        return identity.name();
    }

    /** Which incarnation of the store this is, as read when it was opened (H11). */
    public Uid uid() {
        return identity.uid();
    }

    @Override
    public CompletionStage<Summary> summary() {
        return thread.submit(session -> new Summary(
                MessageRows.vector(session),
                MetaTable.readFrontier(session),
                MessageRows.waiting(session),
                MetaTable.readGivenUp(session),
                MetaTable.readDigest(session)));
    }

    @Override
    public CompletionStage<List<Waiting>> readWaiting(int limit) {
        return thread.submit(session -> MessageRows.firstWaiting(session, limit));
    }

    @Override
    public CompletionStage<Appended> append(Batch batch) {
        return thread.submit(session -> {
            long now = clock.getAsLong();
            Digest digest = MetaTable.readDigest(session);
            List<Outcome> outcomes = new ArrayList<>(batch.entries().size());
            Map<MessageKey, List<ChatMessage>> amended = new HashMap<>();
            boolean anyMissed = AmendmentRows.anyMissing(session);
            for (Entry entry : batch.entries()) {
                if (entry.delivered()) {
                    AmendmentRows.note(session, entry.message(), amended);
                }
                MessageHash hash = MessageHash.of(network(), entry.message());
                boolean text = entry.message().kind() == ChatMessage.Kind.TEXT;
                Outcome outcome = insert(session, entry, text && anyMissed, hash, now);
                if (outcome == Outcome.STORED && text && anyMissed && entry.delivered()) {
                    AmendmentRows.noteShownEdit(session, entry.message().key(), amended);
                }
                anyMissed = text ? anyMissed : AmendmentRows.anyMissing(session);
                boolean known = outcome == Outcome.DUPLICATE || outcome == Outcome.CONFLICT;
                digest = known ? digest : digest.plus(hash);
                outcomes.add(outcome);
            }
            List<ChatMessage> released = new ArrayList<>();
            for (Release release : batch.released()) {
                Optional<ChatMessage> message = MessageRows.release(session, release, now);
                if (message.isPresent()) {
                    AmendmentRows.note(session, message.get(), amended);
                    AmendmentRows.noteShownEdit(session, message.get().key(), amended);
                    released.add(message.get());
                }
            }
            MetaTable.writeFrontier(session, batch.frontier());
            MetaTable.writeDigest(session, digest);
            if (batch.givenUp().isPresent()) {
                MetaTable.writeGivenUp(session, batch.givenUp().get());
            }
            return new Appended(outcomes, released, amended, digest);
        });
    }

    /** With what earlier edits and deletions do to it, and what it does to others. */
    private static Outcome insert(SqliteSession session, Entry entry, boolean missed, MessageHash hash, long now)
            throws SQLException {
        ChatMessage message = entry.message();
        boolean text = message.kind() == ChatMessage.Kind.TEXT;
        boolean gone = (!text || missed) && AmendmentRows.deletedBefore(session, message);
        Entry kept = gone ? new Entry(message.erased(hash), entry.delivered(), entry.mark()) : entry;
        Outcome outcome = MessageRows.insert(session, kept, hash, now);
        if (outcome != Outcome.STORED) {
            return outcome;
        }
        if (missed) {
            AmendmentRows.found(session, message.key());
        } else if (!text) {
            AmendmentRows.apply(session, message);
        }
        return gone ? Outcome.ERASED : Outcome.STORED;
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        return thread.submit(session -> MessageRows.read(session, author, wanted, limit));
    }

    @Override
    public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        return thread.submit(session -> OrderedRows.before(session, lacking, count));
    }

    @Override
    public CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after) {
        return thread.submit(session -> OrderedRows.page(session, wanted, after));
    }

    @Override
    public CompletionStage<List<ChatMessage>> find(MessageId id) {
        return thread.submit(session -> MessageRows.find(session, id));
    }

    @Override
    public CompletionStage<List<HistoryEntry>> newest(int limit) {
        return thread.submit(session -> {
            List<HistoryEntry> newest = new ArrayList<>();
            HistoryRows.read(session, HistoryQuery.newest(Math.max(limit, 0)), newest::add);
            return newest;
        });
    }

    @Override
    public CompletionStage<Map<NodeId, Ranges>> cursors() {
        return thread.submit(CursorRows::all); // what was kept before runs before
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        freshCursors.keep(member, stored);
    }

    @Override
    public CompletionStage<Map<NodeId, Nick>> nicks() {
        return thread.submit(AuthorRows::nicks);
    }

    /** {@inheritDoc} Written with the next append or within a second. */
    @Override
    public void saveNicks(Map<NodeId, Nick> nicks) {
        CompletionStage<?> unused = thread.submitLazily(session -> {
            AuthorRows.keep(session, nicks);
            return nicks;
        });
    }

    @Override
    public CompletionStage<Kept> load() {
        return thread.submit(MemberRows::load);
    }

    @Override
    public CompletionStage<Void> keep(Kept kept) {
        return thread.submit(session -> MemberRows.keep(session, kept, clock.getAsLong()))
                .thenAccept(done -> {});
    }

    /** Everybody who ever stood in a view kept here, by node id. */
    public CompletionStage<List<KnownMember>> members() {
        return thread.submit(MemberRows::all);
    }

    /** Waits for what was handed in before, at most ten seconds. */
    @Override
    public void close() {
        thread.close();
    }

    /** For tests that need the thread busy or the file small. */
    StoreThread thread() {
        return thread;
    }
}
