package p2pchat.storage;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import p2pchat.log.LogStore.Head;
import p2pchat.model.Digest;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.storage.SqliteSession.Read;

/** The single values of a store, by key. */
final class MetaTable {

    static final String TABLE = "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value ANY NOT NULL) STRICT";
    static final String READ = "SELECT value FROM meta WHERE key = ?";

    private static final String WRITE =
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    private static final String NETWORK_ID = "network_id";
    private static final String NETWORK_NAME = "network_name";
    private static final String UID = "uid";
    private static final String NODE_ID = "node_id";
    private static final String FRONTIER = "frontier";
    private static final String DIGEST = "digest";
    private static final String GIVEN_UP = "given_up";
    private static final String TOUCHED = "touched";

    /** The network whose log a store holds, and the member that writes it. */
    record Identity(NetworkId network, NetworkName name, Uid uid) {}

    private MetaTable() {}

    static void writeIdentity(SqliteSession session, Identity identity) throws SQLException {
        write(session, NETWORK_ID, identity.network().bytes());
        session.update(WRITE, statement -> {
            statement.setString(1, NETWORK_NAME);
            statement.setString(2, identity.name().value());
        });
        writeUid(session, identity.uid());
    }

    static Identity readIdentity(SqliteSession session) throws SQLException {
        return new Identity(
                required(session, NETWORK_ID, row -> NetworkId.of(row.getBytes(1))),
                required(session, NETWORK_NAME, row -> new NetworkName(row.getString(1))),
                readUid(session));
    }

    static void writeUid(SqliteSession session, Uid uid) throws SQLException {
        write(session, UID, uid.bytes());
    }

    static Uid readUid(SqliteSession session) throws SQLException {
        return required(session, UID, row -> Uid.of(row.getBytes(1)));
    }

    static void writeNodeId(SqliteSession session, NodeId id) throws SQLException {
        writeNumber(session, NODE_ID, id.value());
    }

    static void removeNodeId(SqliteSession session) throws SQLException {
        session.update("DELETE FROM meta WHERE key = ?", statement -> statement.setString(1, NODE_ID));
    }

    static Optional<NodeId> readNodeId(SqliteSession session) throws SQLException {
        return read(session, NODE_ID, row -> new NodeId(row.getInt(1)));
    }

    static void writeFrontier(SqliteSession session, Collection<Head> frontier) throws SQLException {
        write(session, FRONTIER, BinaryCodec.heads(frontier));
    }

    static List<Head> readFrontier(SqliteSession session) throws SQLException {
        return read(session, FRONTIER, row -> BinaryCodec.heads(row.getBytes(1)))
                .orElse(List.of());
    }

    /** Saves the digest of all stored messages with each commit, so that a start need not read them. */
    static void writeDigest(SqliteSession session, Digest digest) throws SQLException {
        write(session, DIGEST, BinaryCodec.digest(digest));
    }

    static Digest readDigest(SqliteSession session) throws SQLException {
        return read(session, DIGEST, row -> BinaryCodec.digest(row.getBytes(1))).orElse(Digest.NOTHING);
    }

    /** Saves which messages were given up because no member had them. */
    static void writeGivenUp(SqliteSession session, VersionVector givenUp) throws SQLException {
        write(session, GIVEN_UP, BinaryCodec.vector(givenUp));
    }

    static VersionVector readGivenUp(SqliteSession session) throws SQLException {
        return read(session, GIVEN_UP, row -> BinaryCodec.vector(row.getBytes(1)))
                .orElse(VersionVector.EMPTY);
    }

    /** Saves the time at which the store's {@link BackupDetector} was last touched. */
    static void writeTouched(SqliteSession session, long nanos) throws SQLException {
        writeNumber(session, TOUCHED, nanos);
    }

    static Optional<Long> readTouched(SqliteSession session) throws SQLException {
        return read(session, TOUCHED, row -> row.getLong(1));
    }

    static void writeNumber(SqliteSession session, String key, long value) throws SQLException {
        session.update(WRITE, statement -> {
            statement.setString(1, key);
            statement.setLong(2, value);
        });
    }

    private static void write(SqliteSession session, String key, byte[] value) throws SQLException {
        session.update(WRITE, statement -> {
            statement.setString(1, key);
            statement.setBytes(2, value);
        });
    }

    private static <T> T required(SqliteSession session, String key, Read<T> read) throws SQLException {
        return read(session, key, read).orElseThrow(() -> SqliteSession.corrupt("the file has no " + key));
    }

    private static <T> Optional<T> read(SqliteSession session, String key, Read<T> read) throws SQLException {
        return session.first(READ, statement -> statement.setString(1, key), read);
    }
}
