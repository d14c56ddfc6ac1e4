package p2pchat.console;

import java.util.List;
import java.util.Optional;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;

/**
 * What was said here and is not yet with everyone: the answer to "may more be read?", "is it time to go?" and "did all
 * of it arrive?".
 *
 * <pre>
 *   asked(ticket) ──► accepted(ticket, id) ──► delivered(final) ──► gone
 *        └── refused(ticket) ──► gone
 * </pre>
 *
 * @param asked handed to the node and not yet in its log, by ticket, with the reference a program gave
 * @param unsettled in the log, not yet with everyone
 * @param early deliveries that came before the node said which message they are about; they are told after it
 * @param missed whether anything was not delivered to every member
 */
record Outstanding(
        PMap<Long, Optional<String>> asked,
        PMap<MessageId, Optional<String>> unsettled,
        PVector<NetworkEvent.Delivery> early,
        boolean missed) {

    static final Outstanding NOTHING =
            new Outstanding(OrderedPMap.empty(), OrderedPMap.empty(), TreePVector.empty(), false);

    /** More than this is not kept track of: whoever does not reach anybody for so long has other worries. */
    static final int MAX_UNSETTLED = 1_024;

    /** Whether a delivery is the last word on its message: nothing changes soon, and nobody is waited for. */
    static boolean isFinal(NetworkEvent.Delivery delivery) {
        return delivery.settled();
    }

    int open() {
        return asked.size() + unsettled.size();
    }

    /** Whether all that was said so far is with every member. */
    boolean allArrived() {
        return open() == 0 && !missed;
    }

    /** What the process ends with: where nobody watches, it tells whether all arrived. */
    int code(boolean unattended) {
        return !unattended || allArrived() ? Explanations.DONE : Explanations.UNDELIVERED;
    }

    boolean tracks(MessageId id) {
        return unsettled.containsKey(id);
    }

    Optional<String> ref(long ticket) {
        return asked.getOrDefault(ticket, Optional.empty());
    }

    Optional<String> ref(MessageId id) {
        return unsettled.getOrDefault(id, Optional.empty());
    }

    Outstanding asking(long ticket, Optional<String> ref) {
        return new Outstanding(asked.plus(ticket, ref), unsettled, early, missed);
    }

    /** The node has it in its log, under this id. */
    Outstanding accepted(long ticket, MessageId id) {
        boolean full = unsettled.size() >= MAX_UNSETTLED;
        PMap<MessageId, Optional<String>> rest =
                full ? unsettled.minus(unsettled.keySet().iterator().next()) : unsettled;
        return new Outstanding(asked.minus(ticket), rest.plus(id, ref(ticket)), early, missed || full);
    }

    /** The node did not take it. {@code told} if whoever said it was answered, so that it does not count as missed. */
    Outstanding refused(long ticket, boolean told) {
        return new Outstanding(asked.minus(ticket), unsettled, early, missed || !told);
    }

    /** Something was not sent at all. */
    Outstanding missing() {
        return new Outstanding(asked, unsettled, early, true);
    }

    /** Whether a delivery may be about a message whose id the node has not told yet. */
    boolean isEarly(NetworkEvent.Delivery delivery) {
        return !asked.isEmpty() && !tracks(delivery.id()) && early.size() < MAX_UNSETTLED;
    }

    Outstanding holding(NetworkEvent.Delivery delivery) {
        return new Outstanding(asked, unsettled, early.plus(delivery), missed);
    }

    /** The held deliveries that can be told now. */
    List<NetworkEvent.Delivery> ripe() {
        return early.stream()
                .filter(held -> asked.isEmpty() || tracks(held.id()))
                .toList();
    }

    Outstanding withoutRipe() {
        return early.isEmpty() ? this : new Outstanding(asked, unsettled, early.minusAll(ripe()), missed);
    }

    /** Takes note of a delivery; only the last word on a message of ours changes anything. */
    Outstanding delivered(NetworkEvent.Delivery delivery) {
        if (!tracks(delivery.id()) || !isFinal(delivery)) {
            return this;
        }
        boolean failed = !delivery.failed().isEmpty();
        return new Outstanding(asked, unsettled.minus(delivery.id()), early, missed || failed);
    }
}
