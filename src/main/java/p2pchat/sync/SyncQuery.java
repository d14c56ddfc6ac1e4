package p2pchat.sync;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.NodeId;
import p2pchat.model.VersionVector;

/**
 * A request of Peer.Sync for messages that the caller lacks.
 *
 * @param have the messages the caller holds
 * @param only restricts the response to these; empty for all
 * @param newest restricts the response to the newest; 0 for all
 * @param compare requests only the header, which contains the callee's messages
 * @param forks the authors of whose messages the caller knows two versions, with the lowest such number
 */
public record SyncQuery(
        VersionVector have, Optional<VersionVector> only, int newest, boolean compare, Map<NodeId, Long> forks) {

    /** Limits the authors in one vector (protocol 2.8). */
    public static final int MAX_AUTHORS = 10_000;

    public SyncQuery {
        forks = Collections.unmodifiableMap(new TreeMap<>(forks));
    }

    /** Creates a query of a log that holds each message in one version. */
    public SyncQuery(VersionVector have, Optional<VersionVector> only, int newest, boolean compare) {
        this(have, only, newest, compare, Map.of());
    }

    static SyncQuery all(VersionVector have) {
        return new SyncQuery(have, Optional.empty(), 0, false);
    }

    static SyncQuery newest(VersionVector have, int count) {
        return new SyncQuery(have, Optional.empty(), count, false);
    }

    static SyncQuery these(VersionVector have, VersionVector wanted) {
        return new SyncQuery(have, Optional.of(wanted), 0, false);
    }

    static SyncQuery compare(LogState mine) {
        return new SyncQuery(mine.stored(), Optional.empty(), 0, true, mine.forks());
    }

    boolean lacks(ForkProof proof) {
        Long known = forks.get(proof.author());
        return known == null || known > proof.from();
    }

    /** Returns the log of the caller, as far as the query reports it. */
    LogState state() {
        return new LogState(have, Map.of(), forks, Set.of());
    }
}
