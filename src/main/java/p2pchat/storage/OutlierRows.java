package p2pchat.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.log.LogStore.Head;
import p2pchat.model.Digest;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/**
 * Removes forged messages with numbers that their authors never reached. Logs refuse them ({@link MessageKey#MAX_GAP}), but
 * earlier versions of the program stored them, and then could not number the author's next message.
 */
final class OutlierRows {

    private static final String DELETE = "DELETE FROM message WHERE node_id = ? AND seq > ?";
    private static final String NEWEST_DELIVERED = "SELECT seq, lamport FROM message"
            + " WHERE node_id = ? AND delivered IS NOT NULL ORDER BY seq DESC LIMIT 1";

    private OutlierRows() {}

    /** Returns the messages that are still stored. */
    static VersionVector remove(SqliteSession session, VersionVector stored) throws SQLException {
        TreeMap<NodeId, Ranges> kept = new TreeMap<>();
        stored.byAuthor().forEach((author, ranges) -> kept.put(author, reached(ranges)));
        VersionVector left = new VersionVector(kept);
        VersionVector outliers = stored.minus(left);
        if (outliers.isEmpty()) {
            return stored;
        }
        List<Head> frontier =
                new ArrayList<>(MetaTable.read(session, MetaTable.FRONTIER).orElse(List.of()));
        for (NodeId author : outliers.byAuthor().keySet()) {
            session.update(DELETE, author, left.of(author).last());
            if (frontier.removeIf(head -> outliers.contains(head.key()))) {
                newestDelivered(session, author).ifPresent(frontier::add);
            }
        }
        MetaTable.write(session, MetaTable.FRONTIER, frontier);
        MetaTable.write(session, MetaTable.DIGEST, digest(session));
        VersionVector givenUp = MetaTable.read(session, MetaTable.GIVEN_UP).orElse(VersionVector.EMPTY);
        MetaTable.write(session, MetaTable.GIVEN_UP, givenUp.and(upToLast(left)));
        return stored.minus(outliers);
    }

    private static Ranges reached(Ranges ranges) {
        Ranges reached = Ranges.NONE;
        for (Ranges.Range range : ranges.ranges()) {
            if (range.from() - reached.last() > MessageKey.MAX_GAP) {
                break;
            }
            reached = reached.with(range);
        }
        return reached;
    }

    private static Optional<Head> newestDelivered(SqliteSession session, NodeId author) throws SQLException {
        return session.first(
                NEWEST_DELIVERED, row -> new Head(new MessageKey(author, row.getLong(1)), row.getLong(2)), author);
    }

    private static Digest digest(SqliteSession session) throws SQLException {
        Digest[] sum = {Digest.NOTHING};
        session.forEach("SELECT hash FROM message", row -> MessageHash.of(row.getBytes(1)), hash -> {
            sum[0] = sum[0].plus(hash);
            return true;
        });
        return sum[0];
    }

    private static VersionVector upToLast(VersionVector stored) {
        TreeMap<NodeId, Ranges> all = new TreeMap<>();
        stored.byAuthor().forEach((author, ranges) -> all.put(author, Ranges.upTo(ranges.last())));
        return new VersionVector(all);
    }
}
