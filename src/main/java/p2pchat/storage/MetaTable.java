package p2pchat.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.Bytes;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.storage.SqliteSession.Read;

/** The single values of a store, by key. */
final class MetaTable {

    static final String TABLE = "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value ANY NOT NULL) STRICT";
    private static final String READ = "SELECT value FROM meta WHERE key = ?";
    private static final String WRITE =
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    /** A key and the form of its value. */
    record Key<T>(String name, Function<T, Object> encode, Read<T> decode) {
        private static <T> Key<T> bytes(String name, Function<T, byte[]> encode, Function<byte[], T> decode) {
            return new Key<>(name, encode::apply, row -> decode.apply(row.getBytes(1)));
        }
    }

    static final Key<Integer> SCHEMA = new Key<>("schema", version -> version, row -> row.getInt(1));
    static final Key<NodeId> NODE_ID = new Key<>("node_id", NodeId::value, row -> new NodeId(row.getInt(1)));
    static final Key<Uid> UID = Key.bytes("uid", Uid::bytes, Uid::of);

    static final Key<List<Head>> FRONTIER = Key.bytes("frontier", BinaryCodec::heads, BinaryCodec::heads);

    /** The digest of all stored messages, saved with each commit, so that a start need not read them. */
    static final Key<Digest> DIGEST = Key.bytes("digest", BinaryCodec::digest, BinaryCodec::digest);

    /** The messages that were given up because no member had them. */
    static final Key<VersionVector> GIVEN_UP = Key.bytes("given_up", BinaryCodec::vector, BinaryCodec::vector);

    /** The time at which the store's {@link BackupDetector} was last touched, in nanoseconds. */
    static final Key<Long> TOUCHED = new Key<>("touched", nanos -> nanos, row -> row.getLong(1));

    static final Key<NetworkId> NETWORK_ID = Key.bytes("network_id", NetworkId::bytes, NetworkId::of);
    private static final Key<NetworkName> NETWORK_NAME =
            new Key<>("network_name", NetworkName::value, row -> new NetworkName(row.getString(1)));

    /** Proves the uid, see {@link p2pchat.model.UidProof}. */
    private static final Key<Bytes> NONCE = Key.bytes("nonce", Bytes::toArray, Bytes::of);

    /** The key of the texts, encrypted by {@link p2pchat.crypto.StorageKey}. */
    static final Key<Bytes> STORE_KEY = Key.bytes("store_key", Bytes::toArray, Bytes::of);

    private static final Key<Bytes> GENESIS = Key.bytes("genesis", Bytes::toArray, Bytes::of);

    /**
     * The network whose log a store holds, and the member that writes it.
     *
     * @param genesis as encoded by {@link p2pchat.crypto.KeyRings}
     * @param nonce proves the uid
     */
    record Identity(NetworkId network, NetworkName name, Bytes genesis, Uid uid, Bytes nonce) {}

    private MetaTable() {}

    static void writeIdentity(SqliteSession session, Identity identity) throws SQLException {
        write(session, NETWORK_ID, identity.network());
        write(session, NETWORK_NAME, identity.name());
        write(session, GENESIS, identity.genesis());
        write(session, UID, identity.uid());
        write(session, NONCE, identity.nonce());
    }

    static Identity readIdentity(SqliteSession session) throws SQLException {
        return new Identity(
                required(session, NETWORK_ID),
                required(session, NETWORK_NAME),
                required(session, GENESIS),
                required(session, UID),
                required(session, NONCE));
    }

    static <T> void write(SqliteSession session, Key<T> key, T value) throws SQLException {
        session.update(WRITE, key.name(), key.encode().apply(value));
    }

    static void remove(SqliteSession session, Key<?> key) throws SQLException {
        session.update("DELETE FROM meta WHERE key = ?", key.name());
    }

    static <T> Optional<T> read(SqliteSession session, Key<T> key) throws SQLException {
        return session.first(READ, key.decode(), key.name());
    }

    static <T> T required(SqliteSession session, Key<T> key) throws SQLException {
        return read(session, key).orElseThrow(() -> SqliteSession.corrupt("the file has no " + key.name()));
    }
}
