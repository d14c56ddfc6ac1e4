package p2pchat.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.Statements;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.Genesis;
import p2pchat.model.NodeId;
import p2pchat.model.Statement;
import p2pchat.model.UidProof;
import p2pchat.roster.Judgement;
import p2pchat.roster.StatementGraph;

/**
 * Gives a store a new identity after a copy of it has written, too (protocol 2.8), or after its person was admitted again
 * (protocol 2.13). The log stays, and the node enters the network as a new member with a new node id.
 */
final class StoreRenewal {

    private StoreRenewal() {}

    /** Draws a new uid if this store may not write any more. The caller commits. */
    static void renew(SqliteSession session, KeyRings keys) throws SQLException {
        MetaTable.Identity old = MetaTable.readIdentity(session);
        boolean isForked = ChainRows.forks(session).stream()
                .anyMatch(fork -> fork.proof().uid().equals(old.uid()));
        if (isForked || hasEnded(session, keys.device().certificate(), old)) {
            UidProof proof = keys.draw();
            Optional<NodeId> node = MetaTable.read(session, MetaTable.NODE_ID);
            if (node.isPresent()) {
                forgetSelf(session, node.get());
            }
            MetaTable.writeIdentity(
                    session,
                    new MetaTable.Identity(
                            old.network(), old.name(), old.genesis(), proof.uid(old.network()), proof.nonce()));
        }
    }

    private static boolean hasEnded(SqliteSession session, DeviceCertificate own, MetaTable.Identity store)
            throws SQLException {
        Genesis genesis = KeyRings.decode(store.genesis());
        Statements statements = Statements.of(genesis);
        List<Statement> stored = StatementRows.read(session, statements);
        if (stored.isEmpty()) {
            return false;
        }
        StatementGraph graph = new StatementGraph(genesis, statements);
        stored.forEach(graph::add);
        return Judgement.of(genesis, graph).authority().hasEnded(own.person(), own.device(), store.uid());
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
