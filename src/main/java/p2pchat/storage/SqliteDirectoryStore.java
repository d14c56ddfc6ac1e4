package p2pchat.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import p2pchat.crypto.DirectoryCredentials;
import p2pchat.crypto.DirectoryCredentials.Credentials;
import p2pchat.crypto.DirectoryStatements;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.nds.DirectoryStore;
import p2pchat.nds.NetworkRecord;
import p2pchat.storage.SqliteSession.Access;

/**
 * Stores the directory's records in one SQLite file with one writer. Queued saves share a commit. A file restored from a
 * backup is detected, and its records are marked as possibly outdated (H5).
 */
public final class SqliteDirectoryStore implements DirectoryStore, AutoCloseable {

    /** ASCII for "p2pd". */
    private static final int APPLICATION = 0x70327064;

    private static final Schema SCHEMA = new Schema(APPLICATION, 1, List.of("""
                    CREATE TABLE network (
                      name TEXT NOT NULL PRIMARY KEY, network_id BLOB NOT NULL, epoch INTEGER NOT NULL,
                      granted_from INTEGER NOT NULL, leader_node INTEGER, leader_uid BLOB, leader_host TEXT,
                      leader_port INTEGER, leader_device BLOB, leader_nonce BLOB, id_high_water INTEGER NOT NULL,
                      restored INTEGER NOT NULL, confirmed INTEGER NOT NULL, genesis BLOB NOT NULL) STRICT"""));

    /** Allows one queued save of each network, and some more. */
    private static final int MAX_WAITING = 16_384;

    private static final Duration LOAD_WAIT = Duration.ofSeconds(30);

    private static final String SAVE = "INSERT OR REPLACE INTO network (name, network_id, epoch, granted_from,"
            + " id_high_water, restored, leader_node, leader_uid, leader_host, leader_port, confirmed, genesis,"
            + " leader_device, leader_nonce) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String DELETE = "DELETE FROM network WHERE name = ?";
    private static final String DISTRUST = "UPDATE network SET restored = 1";
    private static final String LOAD = "SELECT name, network_id, epoch, granted_from, id_high_water, restored,"
            + " leader_node, leader_uid, leader_host, leader_port, confirmed, genesis, leader_device,"
            + " leader_nonce FROM network ORDER BY name";

    private final Path file;
    private final DirectoryCredentials credentials;
    private final BackupDetector backupDetector;
    private final boolean restored;
    private final StoreThread thread;

    private SqliteDirectoryStore(
            Path file,
            DirectoryCredentials credentials,
            SqliteSession session,
            BackupDetector backupDetector,
            boolean restored) {
        this.file = file;
        this.credentials = credentials;
        this.backupDetector = backupDetector;
        this.restored = restored;
        this.thread =
                StoreThread.start(file, session, () -> SCHEMA.open(file, Access.WRITE), MAX_WAITING, StoreThread.LAZY);
    }

    /**
     * Opens or creates the file in an existing directory; throws if it cannot be used. Blocks.
     */
    public static SqliteDirectoryStore open(Path file, DirectoryCredentials credentials) {
        BackupDetector backupDetector = BackupDetector.of(file);
        try {
            SqliteSession session = SCHEMA.openOrCreate(file, blank -> {});
            try {
                boolean restored = !backupDetector.isCurrent(MetaTable.read(session, MetaTable.TOUCHED));
                if (restored) {
                    session.execute(DISTRUST);
                }
                DirectoryStatementRows.create(session);
                MetaTable.write(session, MetaTable.TOUCHED, backupDetector.touch());
                session.commit();
                return new SqliteDirectoryStore(file, credentials, session, backupDetector, restored);
            } catch (SQLException | IOException e) {
                session.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        } catch (IOException e) {
            throw StoreErrors.explain(file, e);
        }
    }

    @Override
    public Contents load() {
        try {
            return thread.submit(session -> new Contents(session.list(LOAD, this::read), restored))
                    .toCompletableFuture()
                    .orTimeout(LOAD_WAIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException known) {
                throw known;
            }
            String cause = e.getCause() instanceof TimeoutException ? "the store does not respond" : e.toString();
            throw new ProblemException(new Problem.StoreUnusable(file, cause), e);
        }
    }

    @Override
    public CompletionStage<Void> save(NetworkRecord record) {
        Optional<Credentials> known =
                credentials.of(record.name(), record.id(), record.leader().map(Leader::uid));
        if (known.isEmpty()) {
            return CompletableFuture.failedStage(new IllegalStateException("no proof of the record " + record));
        }
        Optional<UidProof> proof = known.get().leader();
        return thread.submit(session -> {
                    MetaTable.write(session, MetaTable.TOUCHED, touched());
                    return session.update(
                            SAVE,
                            record.name().value(),
                            record.id().bytes(),
                            record.epoch(),
                            record.grantedFrom(),
                            record.idHighWater(),
                            record.restored(),
                            record.leader().map(leader -> leader.id().node()),
                            record.leader().map(leader -> leader.uid().bytes()),
                            record.leader().map(leader -> leader.address().host()),
                            record.leader().map(leader -> leader.address().port()),
                            record.confirmed(),
                            known.get().genesis().toArray(),
                            proof.map(of -> of.device().bytes().toArray()),
                            proof.map(of -> of.nonce().toArray()));
                })
                .thenAccept(done -> {});
    }

    /** Returns the store of the statements of recorded networks. */
    public DirectoryStatements statements() {
        return new DirectoryStatementRows(thread);
    }

    @Override
    public CompletionStage<Void> delete(NetworkName name) {
        return thread.submit(session -> {
                    MetaTable.write(session, MetaTable.TOUCHED, touched());
                    DirectoryStatementRows.removeOf(name, session);
                    return session.update(DELETE, name.value());
                })
                .thenAccept(done -> credentials.remove(name));
    }

    private long touched() throws SQLException {
        try {
            return backupDetector.touch();
        } catch (IOException e) {
            throw new SQLException("cannot touch the file beside the store: " + e.getMessage(), e);
        }
    }

    private NetworkRecord read(ResultSet row) throws SQLException {
        NetworkRecord record = record(row);
        if (!credentials.restore(record.name(), record.id(), record.leader().map(Leader::uid), credentials(row))) {
            throw new SQLException("the record of " + record.name() + " is not proven");
        }
        return record;
    }

    private static Credentials credentials(ResultSet row) throws SQLException {
        byte[] device = row.getBytes("leader_device");
        return new Credentials(
                Bytes.of(row.getBytes("genesis")),
                device == null
                        ? Optional.empty()
                        : Optional.of(new UidProof(DeviceKey.of(device), Bytes.of(row.getBytes("leader_nonce")))));
    }

    private static NetworkRecord record(ResultSet row) throws SQLException {
        return new NetworkRecord(
                NetworkId.of(row.getBytes("network_id")),
                new NetworkName(row.getString("name")),
                row.getLong("epoch"),
                row.getLong("granted_from"),
                leader(row),
                row.getInt("id_high_water"),
                row.getBoolean("restored"),
                row.getBoolean("confirmed"));
    }

    private static Optional<Leader> leader(ResultSet row) throws SQLException {
        byte[] uid = row.getBytes("leader_uid");
        if (uid == null) {
            return Optional.empty(); // vacant (H20)
        }
        return Optional.of(new Leader(
                new MemberId(new NodeId(row.getInt("leader_node")), Uid.of(uid)),
                new Address(row.getString("leader_host"), row.getInt("leader_port"))));
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
