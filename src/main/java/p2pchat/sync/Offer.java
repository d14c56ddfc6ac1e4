package p2pchat.sync;

import java.util.Optional;
import p2pchat.model.HistoryPlace;
import p2pchat.model.VersionVector;

/**
 * The answer to a {@link Query}, before the messages themselves.
 *
 * @param have what the callee holds
 * @param send which of it the asker is to get
 * @param after from where on; empty: from the beginning
 */
public record Offer(VersionVector have, VersionVector send, Optional<HistoryPlace> after) {

    static Offer of(Query query, VersionVector have, Optional<HistoryPlace> after) {
        VersionVector lacking = have.minus(query.have());
        return new Offer(
                have,
                query.compare()
                        ? VersionVector.EMPTY
                        : query.only().map(lacking::and).orElse(lacking),
                after);
    }
}
