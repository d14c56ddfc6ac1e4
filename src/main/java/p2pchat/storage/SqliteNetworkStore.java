package p2pchat.storage;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import p2pchat.crypto.CredentialStore;
import p2pchat.crypto.CredentialStore.Credential;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.StorageKey;
import p2pchat.crypto.StoreCipher;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.Genesis;
import p2pchat.model.HistoryEntry;
import p2pchat.model.HistoryPlace;
import p2pchat.model.HistoryQuery;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.VersionVector;
import p2pchat.roster.StatementStore;
import p2pchat.storage.GroupCommit.Opening;
import p2pchat.storage.SqliteSession.Access;

/** Stores one network in one SQLite file with one writer: the log (M9), the view and this member's identity. */
public final class SqliteNetworkStore implements LogStore, ViewStore, AutoCloseable {

    /** ASCII for "p2pn". */
    private static final int APPLICATION = 0x7032706e;

    static final Schema SCHEMA = new Schema(
            APPLICATION,
            1,
            Stream.of(
                            MessageRows.TABLES,
                            MemberRows.TABLES,
                            List.of(SealRows.TABLE, AuthorRows.TABLE, SegmentRows.TABLE),
                            List.of(CursorRows.TABLE, CredentialRows.TABLE, StatementRows.TABLE),
                            AmendmentRows.TABLES,
                            ChainRows.TABLES,
                            RestrictionRows.TABLES,
                            List.of(HiddenRows.TABLE))
                    .flatMap(List::stream)
                    .toList());

    /** Limits queued jobs. Each may hold a batch of up to 256 KiB. */
    static final int MAX_WAITING = 1_024;

    private final MetaTable.Identity identity;
    private final Optional<StorageKey> key;
    private final LongSupplier clock;
    private final StoreThread thread;
    private final CursorRows cursors;
    private final CredentialRows credentials;

    private SqliteNetworkStore(Path file, SqliteSession session, Optional<StorageKey> key, LongSupplier clock)
            throws SQLException {
        this.identity = MetaTable.readIdentity(session);
        this.key = key;
        List<Credential> stored = CredentialRows.readAll(session);
        this.clock = clock;
        this.thread = StoreThread.start(file, session, () -> reopen(file), MAX_WAITING, StoreThread.LAZY);
        this.cursors = new CursorRows(thread);
        this.credentials = new CredentialRows(identity.genesis(), identity.nonce(), stored, thread);
    }

    /**
     * Opens the store of a network, or creates it with a new uid of this device. The directory must exist. Blocks.
     *
     * @param keys supply the genesis of the network if the store is new
     * @param clock milliseconds since 1970
     * @throws ProblemException if the file cannot be used, or is of another network, person or device
     */
    public static SqliteNetworkStore open(
            Path file, NetworkId network, NetworkName name, KeyRings keys, LongSupplier clock) {
        StorageKey key = keys.device().storageKey();
        return open(file, Optional.of(key), clock, () -> {
            SqliteSession session = SCHEMA.openOrCreate(file, created -> initialize(created, network, name, keys));
            try {
                StoreCipher cipher = SegmentRows.open(session, file, key);
                check(file, MetaTable.readIdentity(session), network, keys);
                StoreRenewal.renew(session, keys);
                SegmentRows.begin(session, cipher, new SecureRandom());
                return session;
            } catch (SQLException | RuntimeException e) {
                session.close();
                throw e;
            }
        });
    }

    private static void initialize(SqliteSession session, NetworkId network, NetworkName name, KeyRings keys)
            throws SQLException {
        UidProof proof = keys.draw();
        Genesis genesis = keys.genesis(network)
                .orElseThrow(() -> new IllegalStateException("the genesis of " + network + " is not known"));
        MetaTable.writeIdentity(
                session,
                new MetaTable.Identity(network, name, KeyRings.encode(genesis), proof.uid(network), proof.nonce()));
        StorageKey key = keys.device().storageKey();
        MetaTable.write(session, MetaTable.STORE_KEY, key.newStoreKey(network, new SecureRandom()));
    }

    private static void check(Path file, MetaTable.Identity identity, NetworkId network, KeyRings keys) {
        if (!identity.network().equals(network)) {
            String cause = "it contains the log of another network, " + identity.network();
            throw new ProblemException(new Problem.StoreUnusable(file, cause));
        }
        UidProof proof = new UidProof(keys.device().key(), identity.nonce());
        if (!proof.uid(network).equals(identity.uid())) {
            throw new ProblemException(new Problem.StoreOfOtherDevice(file));
        }
    }

    /**
     * Opens an existing store of any network without its texts. Blocks.
     *
     * @param clock milliseconds since 1970
     * @throws ProblemException if the file contains no store or cannot be used
     */
    public static SqliteNetworkStore openExisting(Path file, LongSupplier clock) {
        return open(file, Optional.empty(), clock, () -> SCHEMA.open(file, Access.WRITE));
    }

    private static SqliteNetworkStore open(Path file, Optional<StorageKey> key, LongSupplier clock, Opening opening) {
        try {
            SqliteSession session = opening.open();
            try {
                return new SqliteNetworkStore(file, session, key, clock);
            } catch (SQLException e) {
                session.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    /** Opens the file again after a failure, if it still contains this network. */
    private SqliteSession reopen(Path file) throws SQLException {
        SqliteSession session = SCHEMA.open(file, Access.WRITE);
        try {
            if (!MetaTable.readIdentity(session).network().equals(network())) {
                throw new SQLException("the file was replaced by that of another network");
            }
            if (key.isPresent()) {
                SegmentRows.begin(session, SegmentRows.open(session, file, key.get()), new SecureRandom());
            }
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    public NetworkId network() {
        return identity.network();
    }

    public NetworkName name() {
        return identity.name();
    }

    /** Returns the incarnation of the store, as read when it was opened (H11). */
    public Uid uid() {
        return identity.uid();
    }

    /** Returns the stored statements of this network, which these keys decode. */
    public StatementStore statements(KeyRing ring) {
        return new StatementRows(thread, ring.statements());
    }

    /** Returns the stored cards, grants and signed views of this network. */
    public CredentialStore credentials() {
        return credentials;
    }

    @Override
    public CompletionStage<Summary> summary() {
        return thread.submit(SqliteNetworkStore::summary);
    }

    private static Summary summary(SqliteSession session) throws SQLException {
        return new Summary(
                AuthorRows.stored(session),
                MetaTable.read(session, MetaTable.FRONTIER).orElse(List.of()),
                MessageRows.waiting(session),
                MetaTable.read(session, MetaTable.GIVEN_UP).orElse(VersionVector.EMPTY),
                MetaTable.read(session, MetaTable.DIGEST).orElse(Digest.NOTHING),
                ownMessage(session),
                AmendmentRows.deleted(session).union(HiddenRows.all(session)),
                ChainRows.chains(session),
                ChainRows.forks(session),
                RestrictionRows.read(session));
    }

    @Override
    public CompletionStage<Restricted> restrict(Restrictions restrictions) {
        return thread.submit(session -> {
            VersionVector voided = RestrictionRows.restrict(session, restrictions);
            return new Restricted(summary(session), MessageRows.firstWaiting(session, LogStore.MAX_WAITING), voided);
        });
    }

    private static Optional<OwnMessage> ownMessage(SqliteSession session) throws SQLException {
        Optional<NodeId> self = MetaTable.read(session, MetaTable.NODE_ID);
        return self.isPresent() ? MessageRows.last(session, self.get()) : Optional.empty();
    }

    @Override
    public CompletionStage<Boolean> eraseHidden() {
        return thread.submit(session -> {
            HiddenRows.erase(session, clock.getAsLong());
            return true;
        });
    }

    @Override
    public CompletionStage<List<Waiting>> readWaiting(int limit) {
        return thread.submit(session -> MessageRows.firstWaiting(session, limit));
    }

    @Override
    public CompletionStage<Appended> append(Batch batch) {
        return thread.submit(session -> new AppendTransaction(session, clock.getAsLong()).run(batch));
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        return thread.submit(session -> SealRows.attach(session, MessageRows.read(session, author, wanted, limit)));
    }

    @Override
    public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        return thread.submit(session -> OrderedRows.placeBefore(session, lacking, count));
    }

    @Override
    public CompletionStage<Page> readPage(VersionVector wanted, Optional<HistoryPlace> after) {
        return thread.submit(session -> OrderedRows.readPage(session, wanted, after));
    }

    @Override
    public CompletionStage<List<ChatMessage>> find(MessageId id) {
        return thread.submit(session -> {
            List<ChatMessage> found = new ArrayList<>();
            for (ChatMessage message : MessageRows.find(session, id)) {
                found.add(HiddenRows.shown(session, message));
            }
            return found;
        });
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
        return thread.submit(CursorRows::readAll); // pending saves run first
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        cursors.save(member, stored);
    }

    @Override
    public CompletionStage<Map<NodeId, Nick>> nicks() {
        return thread.submit(MemberRows::nicks);
    }

    /** {@inheritDoc} Writes with the next append or within a second. */
    @Override
    public void saveNicks(Map<NodeId, Nick> nicks) {
        CompletionStage<?> unused = thread.submitLazily(session -> {
            MemberRows.saveNicks(session, nicks);
            return nicks;
        });
    }

    @Override
    public CompletionStage<List<MemberId>> authors() {
        return thread.submit(AuthorRows::ids);
    }

    @Override
    public CompletionStage<Kept> load() {
        return thread.submit(MemberRows::load);
    }

    @Override
    public CompletionStage<Void> keep(Kept kept) {
        return thread.submit(session -> MemberRows.save(session, kept, clock.getAsLong()))
                .thenAccept(done -> {});
    }

    /** Returns the number of the transaction that runs now, or 0. */
    public long running() {
        return thread.running();
    }

    /** Waits at most ten seconds for pending jobs. */
    @Override
    public void close() {
        thread.close();
    }

    /** For tests that block the thread or limit the file. */
    StoreThread thread() {
        return thread;
    }
}
