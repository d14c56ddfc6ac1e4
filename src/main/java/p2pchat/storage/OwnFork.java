package p2pchat.storage;

import java.sql.SQLException;
import java.util.Optional;
import p2pchat.crypto.KeyRings;
import p2pchat.log.Fork;
import p2pchat.model.NodeId;
import p2pchat.model.UidProof;

/**
 * Gives a store a new identity after a copy of it has written, too (protocol 2.8). The log stays, and the node enters the
 * network as a new member with a new node id.
 */
final class OwnFork {

    private OwnFork() {}

    /** Draws a new uid if a fork of this store is proven. The caller commits. */
    static void renew(SqliteSession session, KeyRings keys) throws SQLException {
        MetaTable.Identity old = MetaTable.readIdentity(session);
        Optional<Fork> own = ChainRows.forks(session).stream()
                .filter(fork -> fork.proof().uid().equals(old.uid()))
                .findFirst();
        if (own.isPresent()) {
            UidProof proof = keys.draw();
            forgetSelf(session, own.get().author());
            MetaTable.writeIdentity(
                    session,
                    new MetaTable.Identity(
                            old.network(), old.name(), old.genesis(), proof.uid(old.network()), proof.nonce()));
        }
    }

    /** Keeps the nick of the old messages. */
    private static void forgetSelf(SqliteSession session, NodeId old) throws SQLException {
        MetaTable.remove(session, MetaTable.NODE_ID);
        session.update(
                "INSERT OR IGNORE INTO nick (node_id, nick) SELECT node_id, nick FROM member WHERE node_id = ?", old);
        session.update("DELETE FROM member WHERE node_id = ?", old);
        session.update("UPDATE member SET present = 0");
        session.update("DELETE FROM view");
        session.update("DELETE FROM cursor");
    }
}
