package p2pchat.sync;

import java.util.Optional;
import p2pchat.model.VersionVector;

/**
 * A request of Peer.Sync for messages that the caller lacks.
 *
 * @param have the messages the caller holds
 * @param only restricts the response to these; empty for all
 * @param newest restricts the response to the newest; 0 for all
 * @param compare requests only the header, which contains the callee's messages
 */
public record SyncQuery(VersionVector have, Optional<VersionVector> only, int newest, boolean compare) {

    /** Limits the authors in one vector (protocol 2.8). */
    public static final int MAX_AUTHORS = 10_000;

    static SyncQuery all(VersionVector have) {
        return new SyncQuery(have, Optional.empty(), 0, false);
    }

    static SyncQuery newest(VersionVector have, int count) {
        return new SyncQuery(have, Optional.empty(), count, false);
    }

    static SyncQuery these(VersionVector have, VersionVector wanted) {
        return new SyncQuery(have, Optional.of(wanted), 0, false);
    }

    static SyncQuery compare(VersionVector have) {
        return new SyncQuery(have, Optional.empty(), 0, true);
    }
}
