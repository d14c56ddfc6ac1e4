package p2pchat.sync;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * The answer to a {@link SyncQuery}, before the messages themselves.
 *
 * @param have what the callee holds
 * @param send which of it the asker is to get
 * @param after from where on; empty: from the beginning
 * @param authors what those who wrote it were called last, where the callee knows
 */
public record SyncResponseHeader(
        VersionVector have, VersionVector send, Optional<HistoryPlace> after, Map<NodeId, Nick> authors) {

    public SyncResponseHeader {
        authors = Map.copyOf(authors);
    }

    /** @param nicks of anybody */
    static SyncResponseHeader of(
            SyncQuery query, VersionVector have, Optional<HistoryPlace> after, Map<NodeId, Nick> nicks) {
        VersionVector lacking = have.minus(query.have());
        VersionVector send = query.compare()
                ? VersionVector.EMPTY
                : query.only().map(lacking::and).orElse(lacking);
        Map<NodeId, Nick> authors = new TreeMap<>(nicks);
        authors.keySet().removeIf(author -> send.of(author).isEmpty());
        return new SyncResponseHeader(have, send, after, authors);
    }
}
