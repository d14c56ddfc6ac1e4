package p2pchat.console.render;

import java.util.List;
import java.util.Optional;
import org.pcollections.OrderedPMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import p2pchat.console.error.Explanations;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;

/**
 * What was said here and is not yet with everyone: the answer to "may more be read?", "is it time to go?" and "did all
 * of it arrive?".
 *
 * <pre>
 *   asked(ticket) ──► accepted(ticket, id) ──► delivered(final) ──────────► gone
 *        └── refused(ticket) ──► gone   └──► lagging ──► delivered(final) ──┘
 * </pre>
 *
 * @param asked handed to the node and not yet in its log, by ticket, with the reference a program gave
 * @param unsettled in the log, not yet with everyone
 * @param lagging with everyone but members that can be reached and do not store; nobody is held up for those
 * @param early deliveries that came before the node said which message they are about; they are told after it
 * @param missed whether anything was not delivered to every member
 */
public record PendingMessages(
        PMap<Long, Optional<String>> asked,
        PMap<MessageId, Optional<String>> unsettled,
        PMap<MessageId, Optional<String>> lagging,
        PVector<NetworkEvent.Delivery> early,
        boolean missed) {

    public static final PendingMessages NOTHING = new PendingMessages(
            OrderedPMap.empty(), OrderedPMap.empty(), OrderedPMap.empty(), TreePVector.empty(), false);

    /** More than this is not kept track of: whoever does not reach anybody for so long has other worries. */
    static final int MAX_UNSETTLED = 1_024;

    /** Of more than this that only the slow lack the oldest is forgotten: its deliveries are told without reference. */
    static final int MAX_LAGGING = 1_024;

    /** Whether a delivery is the last word on its message: nothing changes soon, and nobody is waited for. */
    static boolean isFinal(NetworkEvent.Delivery delivery) {
        return delivery.settled();
    }

    /** What is not with everyone. */
    public int open() {
        return underWay() + lagging.size();
    }

    /** What is open and does not only wait for members that are slow. */
    public int underWay() {
        return asked.size() + unsettled.size();
    }

    /** Whether all that was said so far is with every member. */
    boolean allArrived() {
        return open() == 0 && !missed;
    }

    /** What the process ends with: where nobody watches, it tells whether all arrived. */
    public int code(boolean unattended) {
        return !unattended || allArrived() ? Explanations.DONE : Explanations.UNDELIVERED;
    }

    boolean tracks(MessageId id) {
        return unsettled.containsKey(id) || lagging.containsKey(id);
    }

    public Optional<String> ref(long ticket) {
        return asked.getOrDefault(ticket, Optional.empty());
    }

    public Optional<String> ref(MessageId id) {
        return unsettled.getOrDefault(id, lagging.getOrDefault(id, Optional.empty()));
    }

    public PendingMessages asking(long ticket, Optional<String> ref) {
        return new PendingMessages(asked.plus(ticket, ref), unsettled, lagging, early, missed);
    }

    /** The node has it in its log, under this id. */
    public PendingMessages accepted(long ticket, MessageId id) {
        boolean full = unsettled.size() >= MAX_UNSETTLED;
        return new PendingMessages(
                asked.minus(ticket),
                room(unsettled, MAX_UNSETTLED).plus(id, ref(ticket)),
                lagging,
                early,
                missed || full);
    }

    /** The node did not take it. {@code told} if whoever said it was answered, so that it does not count as missed. */
    public PendingMessages refused(long ticket, boolean told) {
        return new PendingMessages(asked.minus(ticket), unsettled, lagging, early, missed || !told);
    }

    /** Something was not sent at all. */
    public PendingMessages missing() {
        return new PendingMessages(asked, unsettled, lagging, early, true);
    }

    /** Whether a delivery may be about a message whose id the node has not told yet. */
    public boolean isEarly(NetworkEvent.Delivery delivery) {
        return !asked.isEmpty() && !tracks(delivery.id()) && early.size() < MAX_UNSETTLED;
    }

    public PendingMessages holding(NetworkEvent.Delivery delivery) {
        return new PendingMessages(asked, unsettled, lagging, early.plus(delivery), missed);
    }

    /** The held deliveries that can be told now. */
    public List<NetworkEvent.Delivery> ripe() {
        return early.stream()
                .filter(held -> asked.isEmpty() || tracks(held.id()))
                .toList();
    }

    public PendingMessages withoutRipe() {
        return early.isEmpty() ? this : new PendingMessages(asked, unsettled, lagging, early.minusAll(ripe()), missed);
    }

    /** Takes note of a delivery of ours: it may be the last word on it, or leave nobody to wait for but the slow. */
    public PendingMessages delivered(NetworkEvent.Delivery delivery) {
        MessageId id = delivery.id();
        if (!tracks(id)) {
            return this;
        }
        if (isFinal(delivery)) {
            boolean failed = !delivery.failed().isEmpty();
            return new PendingMessages(asked, unsettled.minus(id), lagging.minus(id), early, missed || failed);
        }
        if (lagging.containsKey(id) || !delivery.pending().isEmpty()) {
            return this;
        }
        boolean full = lagging.size() >= MAX_LAGGING;
        return new PendingMessages(
                asked, unsettled.minus(id), room(lagging, MAX_LAGGING).plus(id, ref(id)), early, missed || full);
    }

    private static PMap<MessageId, Optional<String>> room(PMap<MessageId, Optional<String>> in, int most) {
        return in.size() < most ? in : in.minus(in.keySet().iterator().next());
    }
}
