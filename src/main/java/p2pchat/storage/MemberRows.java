package p2pchat.storage;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Address;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * The tables of the view, of all members ever seen in a view (H8), and of authors known by name only. An author's nick comes
 * from other nodes, so the nick of a member this node met takes precedence.
 */
final class MemberRows {

    static final List<String> TABLES = List.of(
            "CREATE TABLE view (epoch INTEGER NOT NULL, seq INTEGER NOT NULL, leader INTEGER NOT NULL) STRICT",
            """
            CREATE TABLE member (
              node_id INTEGER PRIMARY KEY, uid BLOB NOT NULL, nick TEXT NOT NULL, host TEXT NOT NULL,
              port INTEGER NOT NULL, joined_epoch INTEGER NOT NULL, joined_seq INTEGER NOT NULL,
              visiting INTEGER NOT NULL, present INTEGER NOT NULL, seen_at INTEGER NOT NULL) STRICT""",
            "CREATE TABLE nick (node_id INTEGER PRIMARY KEY, nick TEXT NOT NULL) STRICT");

    /** The limit of protocol 1, H8. The members absent longest are removed first. */
    static final int MAX_MEMBERS = 10_000;

    private static final String SAVE = "INSERT OR REPLACE INTO member (node_id, uid, nick, host, port, joined_epoch,"
            + " joined_seq, visiting, present, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)";
    private static final String TRIM = "DELETE FROM member WHERE node_id IN (SELECT node_id FROM member"
            + " WHERE present = 0 ORDER BY seen_at, node_id LIMIT max(0, (SELECT count(*) FROM member) - "
            + MAX_MEMBERS + "))";
    private static final String READ = "SELECT node_id, uid, nick, host, port, joined_epoch, joined_seq, visiting"
            + " FROM member WHERE present = ? ORDER BY seen_at, node_id";

    private static final String SAVE_NICK = "INSERT OR REPLACE INTO nick (node_id, nick) VALUES (?, ?)";
    private static final String TRIM_NICKS = "DELETE FROM nick WHERE node_id IN (SELECT node_id FROM nick"
            + " ORDER BY node_id LIMIT max(0, (SELECT count(*) FROM nick) - " + MAX_MEMBERS + "))";

    private MemberRows() {}

    static Kept load(SqliteSession session) throws SQLException {
        Uid uid = MetaTable.required(session, MetaTable.UID);
        List<Member> present = members(session, true);
        Optional<View> view = session.first(
                "SELECT epoch, seq, leader FROM view",
                row -> new View(new ViewId(row.getLong(1), row.getInt(2)), new NodeId(row.getInt(3)), present));
        List<Member> absent = members(session, false).stream()
                .map(member -> new Member(member.id(), member.address(), member.nick(), ViewId.NONE, member.visiting()))
                .toList();
        return new Kept(MetaTable.read(session, MetaTable.NODE_ID).map(node -> new MemberId(node, uid)), view, absent);
    }

    static Kept save(SqliteSession session, Kept kept, long now) throws SQLException {
        Optional<MemberId> self = kept.self();
        if (self.isPresent()) {
            MetaTable.write(session, MetaTable.UID, self.get().uid());
            MetaTable.write(session, MetaTable.NODE_ID, self.get().node());
        } else {
            MetaTable.remove(session, MetaTable.NODE_ID);
        }
        session.update("DELETE FROM view");
        if (kept.view().isPresent()) {
            saveView(session, kept.view().get(), now);
        }
        return kept;
    }

    private static void saveView(SqliteSession session, View view, long now) throws SQLException {
        session.update(
                "INSERT INTO view (epoch, seq, leader) VALUES (?, ?, ?)",
                view.id().epoch(),
                view.id().seq(),
                view.leader());
        session.update("UPDATE member SET present = 0 WHERE present = 1");
        for (Member member : view.members()) {
            session.update(
                    SAVE,
                    member.node(),
                    member.uid().bytes(),
                    member.nick().value(),
                    member.address().host(),
                    member.address().port(),
                    member.joinedAt().epoch(),
                    member.joinedAt().seq(),
                    member.visiting() ? 1 : 0,
                    now);
        }
        session.update(TRIM);
    }

    /** Returns members of the saved view or absent ones, absent longest first. */
    private static List<Member> members(SqliteSession session, boolean present) throws SQLException {
        return session.list(
                READ,
                row -> new Member(
                        new MemberId(new NodeId(row.getInt(1)), Uid.of(row.getBytes(2))),
                        new Address(row.getString(4), row.getInt(5)),
                        new Nick(row.getString(3)),
                        new ViewId(row.getLong(6), row.getInt(7)),
                        row.getInt(8) == 1),
                present);
    }

    /** Saves nicks reported by other nodes, for at most {@link #MAX_MEMBERS} authors. */
    static void saveNicks(SqliteSession session, Map<NodeId, Nick> nicks) throws SQLException {
        for (Map.Entry<NodeId, Nick> author : nicks.entrySet()) {
            session.update(SAVE_NICK, author.getKey(), author.getValue().value());
        }
        session.update(TRIM_NICKS);
    }

    /** Returns the last known nick of every author and member. */
    static Map<NodeId, Nick> nicks(SqliteSession session) throws SQLException {
        Map<NodeId, Nick> nicks = new TreeMap<>();
        for (String table : List.of("nick", "member")) {
            session.forEach(
                    "SELECT node_id, nick FROM " + table,
                    row -> nicks.put(new NodeId(row.getInt(1)), new Nick(row.getString(2))),
                    done -> true);
        }
        return nicks;
    }
}
