package p2pchat.sync;

import java.util.Optional;
import p2pchat.model.VersionVector;

/**
 * Peer.Sync: what I hold in, what I lack out.
 *
 * @param have what the asker holds
 * @param only of what it lacks only these; empty: all
 * @param newest only so many of the newest; 0: all
 * @param compare no messages: the answer says what the callee holds, and that is all
 */
public record SyncQuery(VersionVector have, Optional<VersionVector> only, int newest, boolean compare) {

    /** Of authors in one vector (protocol 2.8). */
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
