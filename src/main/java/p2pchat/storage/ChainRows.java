package p2pchat.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import p2pchat.log.Chain;
import p2pchat.log.Fork;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.ShortHash;

/** The tables of authors, as chains of messages, and of the proofs that some have forked. */
final class ChainRows {

    static final List<String> TABLES = List.of("""
            CREATE TABLE chain (
              node_id INTEGER NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL,
              answered INTEGER NOT NULL, disputed INTEGER NOT NULL) STRICT""", """
            CREATE TABLE fork (
              node_id INTEGER NOT NULL PRIMARY KEY, first INTEGER NOT NULL, frozen INTEGER NOT NULL,
              proof BLOB NOT NULL) STRICT""");

    private static final String SAVE_CHAIN =
            "INSERT OR REPLACE INTO chain (node_id, seq, hash, answered, disputed) VALUES (?, ?, ?, ?, ?)";
    private static final String SAVE_FORK =
            "INSERT OR REPLACE INTO fork (node_id, first, frozen, proof) VALUES (?, ?, ?, ?)";
    private static final String COUNTED = "SELECT header FROM message WHERE node_id = ? AND seq >= ?"
            + " AND seq < coalesce((SELECT first FROM fork WHERE fork.node_id = message.node_id), seq + 1)";

    private ChainRows() {}

    static void save(SqliteSession session, Chain chain) throws SQLException {
        MessageRef last = chain.last();
        session.update(SAVE_CHAIN, last.key(), last.hash().bytes(), chain.answered(), chain.disputed());
    }

    /** Saves a fork. Returns the hashes of the stored messages that counted before and do not any more. */
    static List<MessageHash> save(SqliteSession session, Fork fork) throws SQLException {
        List<MessageHash> uncounted =
                session.list(COUNTED, row -> HeaderCodec.hash(row.getBytes(1)), fork.author(), fork.from());
        session.update(SAVE_FORK, fork.author(), fork.from(), fork.frozen(), ProofCodec.encode(fork.proof()));
        return uncounted;
    }

    /** Sets the last message of an author's chain; empty if there is none. */
    static void endAt(SqliteSession session, NodeId author, Optional<MessageRef> last) throws SQLException {
        if (last.isPresent()) {
            session.update(
                    "UPDATE chain SET seq = ?, hash = ? WHERE node_id = ?",
                    last.get().seq(),
                    last.get().hash().bytes(),
                    author);
        } else {
            session.update("DELETE FROM chain WHERE node_id = ?", author);
        }
    }

    static List<Chain> chains(SqliteSession session) throws SQLException {
        return session.list(
                "SELECT node_id, seq, hash, answered, disputed FROM chain",
                row -> new Chain(
                        new MessageRef(
                                new MessageKey(new NodeId(row.getInt(1)), row.getLong(2)),
                                ShortHash.of(row.getBytes(3))),
                        row.getLong(4),
                        row.getLong(5)));
    }

    static List<Fork> forks(SqliteSession session) throws SQLException {
        return session.list(
                "SELECT proof, frozen FROM fork",
                row -> new Fork(ProofCodec.decode(row.getBytes(1)), row.getInt(2) == 1));
    }
}
