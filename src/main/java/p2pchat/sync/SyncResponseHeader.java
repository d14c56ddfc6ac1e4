package p2pchat.sync;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * The first part of the response to a {@link SyncQuery}, before the messages.
 *
 * @param have the messages the callee holds
 * @param send the messages that follow
 * @param after the place after which they start; empty for the beginning
 * @param authors last known nick of each author of these messages
 */
public record SyncResponseHeader(
        VersionVector have, VersionVector send, Optional<HistoryPlace> after, Map<NodeId, Nick> authors) {

    public SyncResponseHeader {
        authors = Map.copyOf(authors);
    }

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
