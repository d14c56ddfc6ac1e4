package p2pchat.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Address;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.storage.SqliteSession.Bind;

/** The tables of the view and of everybody who ever stood in one (H8: dropped is not forgotten). */
final class MemberRows {

    static final List<String> TABLES = List.of("""
            CREATE TABLE view (
              epoch INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (epoch, seq)) STRICT""", """
            CREATE TABLE member (
              node_id INTEGER PRIMARY KEY, uid BLOB NOT NULL, nick TEXT NOT NULL, host TEXT NOT NULL,
              port INTEGER NOT NULL, state TEXT NOT NULL, seen_at INTEGER NOT NULL) STRICT""");

    /** Limit of protocol 1, H8; the ones gone longest go first. */
    static final int MAX_MEMBERS = 10_000;

    private static final String UPSERT = "INSERT INTO member (node_id, uid, nick, host, port, state, seen_at)"
            + " VALUES (?, ?, ?, ?, ?, 'present', ?) ON CONFLICT (node_id) DO UPDATE SET uid = excluded.uid,"
            + " nick = excluded.nick, host = excluded.host, port = excluded.port, state = excluded.state,"
            + " seen_at = excluded.seen_at";
    private static final String TRIM = "DELETE FROM member WHERE node_id IN (SELECT node_id FROM member"
            + " WHERE state = 'gone' ORDER BY seen_at, node_id LIMIT max(0, (SELECT count(*) FROM member) - "
            + MAX_MEMBERS + "))";

    private MemberRows() {}

    static Kept load(SqliteSession session) throws SQLException {
        Uid uid = MetaTable.readUid(session);
        Optional<View> view = session.first(
                "SELECT bytes FROM view ORDER BY epoch DESC, seq DESC LIMIT 1",
                Bind.NOTHING,
                row -> BinaryCodec.view(row.getBytes(1)));
        return new Kept(MetaTable.readNodeId(session).map(node -> new MemberId(node, uid)), view, absent(session));
    }

    static Kept keep(SqliteSession session, Kept kept, long now) throws SQLException {
        Optional<MemberId> self = kept.self();
        if (self.isPresent()) {
            MetaTable.writeUid(session, self.get().uid());
            MetaTable.writeNodeId(session, self.get().node());
        } else {
            MetaTable.removeNodeId(session);
        }
        session.update("DELETE FROM view", Bind.NOTHING);
        if (kept.view().isPresent()) {
            keepView(session, kept.view().get(), now);
        }
        return kept;
    }

    private static void keepView(SqliteSession session, View view, long now) throws SQLException {
        session.update("INSERT INTO view (epoch, seq, bytes) VALUES (?, ?, ?)", statement -> {
            statement.setLong(1, view.id().epoch());
            statement.setInt(2, view.id().seq());
            statement.setBytes(3, BinaryCodec.view(view));
        });
        session.update("UPDATE member SET state = 'gone' WHERE state = 'present'", Bind.NOTHING);
        for (Member member : view.members()) {
            session.update(UPSERT, statement -> {
                statement.setInt(1, member.node().value());
                statement.setBytes(2, member.uid().bytes());
                statement.setString(3, member.nick().value());
                statement.setString(4, member.address().host());
                statement.setInt(5, member.address().port());
                statement.setLong(6, now);
            });
        }
        session.update(TRIM, Bind.NOTHING);
    }

    /** Longest gone first, as the roster wants them; since which view they stood there is no longer known. */
    private static List<Member> absent(SqliteSession session) throws SQLException {
        return session.list(
                "SELECT node_id, uid, nick, host, port, state, seen_at FROM member WHERE state = 'gone'"
                        + " ORDER BY seen_at, node_id",
                Bind.NOTHING,
                row -> {
                    KnownMember known = member(row);
                    return new Member(known.id(), known.address(), known.nick(), ViewId.NONE);
                });
    }

    static List<KnownMember> all(SqliteSession session) throws SQLException {
        return session.list(
                "SELECT node_id, uid, nick, host, port, state, seen_at FROM member ORDER BY node_id",
                Bind.NOTHING,
                MemberRows::member);
    }

    private static KnownMember member(ResultSet row) throws SQLException {
        return new KnownMember(
                new MemberId(new NodeId(row.getInt(1)), Uid.of(row.getBytes(2))),
                new Nick(row.getString(3)),
                new Address(row.getString(4), row.getInt(5)),
                row.getString(6).equals("present"),
                row.getLong(7));
    }
}
