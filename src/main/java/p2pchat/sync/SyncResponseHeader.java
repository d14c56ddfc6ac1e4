package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * The first part of the response to a {@link SyncQuery}, before the messages.
 *
 * @param mine the log of the callee
 * @param send the messages that follow
 * @param after the place after which they start; empty for the beginning
 * @param authors last known nick of each author of these messages and proofs
 * @param proofs that two versions of an author's messages exist, as far as the caller does not know them
 */
public record SyncResponseHeader(
        LogState mine,
        VersionVector send,
        Optional<HistoryPlace> after,
        Map<NodeId, Nick> authors,
        List<ForkProof> proofs) {

    /** Limits the proofs in one response. The next one has others. */
    public static final int MAX_PROOFS = 16;

    public SyncResponseHeader {
        authors = Map.copyOf(authors);
        proofs = List.copyOf(proofs);
    }

    static SyncResponseHeader of(
            SyncQuery query,
            LogState mine,
            Optional<HistoryPlace> after,
            Map<NodeId, Nick> nicks,
            List<ForkProof> known) {
        VersionVector lacking = mine.stored().minus(query.have());
        VersionVector send = query.compare()
                ? VersionVector.EMPTY
                : query.only().map(lacking::and).orElse(lacking);
        List<ForkProof> proofs = known.stream()
                .filter(proof -> query.compare() && query.lacks(proof))
                .limit(MAX_PROOFS)
                .toList();
        Map<NodeId, Nick> authors = new TreeMap<>(nicks);
        authors.keySet().removeIf(author -> send.of(author).isEmpty());
        proofs.forEach(proof ->
                authors.putIfAbsent(proof.author(), new Nick(proof.author().toString())));
        return new SyncResponseHeader(mine, send, after, authors, proofs);
    }
}
