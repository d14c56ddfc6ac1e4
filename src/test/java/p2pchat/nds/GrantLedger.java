package p2pchat.nds;

import java.util.LinkedHashMap;
import java.util.Map;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.IdBlock;
import p2pchat.model.Uid;

/** Records all grants to one network over all restarts, and checks that none is repeated (I7). */
final class GrantLedger {

    private final Map<Long, Uid> leaders = new LinkedHashMap<>();
    private final Map<Integer, Long> ids = new LinkedHashMap<>();
    private final Map<Integer, Long> used = new LinkedHashMap<>();
    private long highestEpoch;

    void granted(Granted grant) {
        Uid before = leaders.putIfAbsent(grant.epoch(), grant.leader().uid());
        require(before == null || before.equals(grant.leader().uid()), "epoch " + grant.epoch() + " granted twice");
        require(before != null || grant.epoch() > highestEpoch, "epoch " + grant.epoch() + " after " + highestEpoch);
        highestEpoch = Math.max(highestEpoch, grant.epoch());
        reserved(grant.epoch(), grant.block());
    }

    void reserved(long epoch, IdBlock block) {
        for (int id = block.first(); id <= block.last(); id++) {
            Long before = ids.putIfAbsent(id, epoch);
            require(before == null || before == epoch, "id " + id + " reserved for two leaderships");
        }
    }

    /** Records that a leader assigns an id. */
    void used(long epoch, int id) {
        require(used.putIfAbsent(id, epoch) == null, "id " + id + " given twice");
    }

    int grants() {
        return leaders.size();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
