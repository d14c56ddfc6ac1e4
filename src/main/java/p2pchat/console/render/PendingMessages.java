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
 * Messages of this user that not all members have yet. Decides when to read more input, when to exit, and with which
 * code.
 *
 * <pre>
 *   submitted(ticket) ──► accepted(ticket, id) ──► delivered(final) ──────────► done
 *        └── refused(ticket) ──► done       └──► lagging ──► delivered(final) ──┘
 * </pre>
 *
 * @param submitted sent to the node but not yet in its log, by ticket, with the reference that a program gave
 * @param unsettled in the log, and some member has neither stored nor failed to store it
 * @param lagging stored by all members except reachable ones that do not store it; these do not delay input
 * @param early deliveries that arrived before the node reported the id of their message
 * @param undelivered whether any message was not delivered to every member, or any command was refused
 */
public record PendingMessages(
        PMap<Long, Optional<String>> submitted,
        PMap<MessageId, Optional<String>> unsettled,
        PMap<MessageId, Optional<String>> lagging,
        PVector<NetworkEvent.Delivery> early,
        boolean undelivered) {

    public static final PendingMessages NONE = new PendingMessages(
            OrderedPMap.empty(), OrderedPMap.empty(), OrderedPMap.empty(), TreePVector.empty(), false);

    /** Beyond this the oldest message is no longer tracked. */
    static final int MAX_UNSETTLED = 1_024;

    /** Beyond this the oldest lagging message is no longer tracked; its deliveries are reported without a reference. */
    static final int MAX_LAGGING = 1_024;

    /** Returns the number of messages that some member lacks. */
    public int open() {
        return underWay() + lagging.size();
    }

    /** Returns the number of open messages that wait for more than slow members. */
    public int underWay() {
        return submitted.size() + unsettled.size();
    }

    /** Returns whether every member has every message. */
    boolean allArrived() {
        return open() == 0 && !undelivered;
    }

    /** Returns the exit code. An unattended process reports whether all messages were delivered. */
    public int code(boolean unattended) {
        return !unattended || allArrived() ? Explanations.DONE : Explanations.UNDELIVERED;
    }

    /** Returns whether the node has not answered for some message yet. */
    public boolean awaitsAnswer() {
        return !submitted.isEmpty();
    }

    boolean tracks(MessageId id) {
        return unsettled.containsKey(id) || lagging.containsKey(id);
    }

    public Optional<String> ref(long ticket) {
        return submitted.getOrDefault(ticket, Optional.empty());
    }

    public Optional<String> ref(MessageId id) {
        return unsettled.getOrDefault(id, lagging.getOrDefault(id, Optional.empty()));
    }

    public PendingMessages submitting(long ticket, Optional<String> ref) {
        return new PendingMessages(submitted.plus(ticket, ref), unsettled, lagging, early, undelivered);
    }

    /** The node has stored the message under this id. */
    public PendingMessages accepted(long ticket, MessageId id) {
        boolean full = unsettled.size() >= MAX_UNSETTLED;
        return new PendingMessages(
                submitted.minus(ticket),
                makeRoom(unsettled, MAX_UNSETTLED).plus(id, ref(ticket)),
                lagging,
                early,
                undelivered || full);
    }

    /** The node refused the message. */
    public PendingMessages refused(long ticket) {
        return new PendingMessages(submitted.minus(ticket), unsettled, lagging, early, true);
    }

    /** Something that was asked for was not done. */
    public PendingMessages notDone() {
        return new PendingMessages(submitted, unsettled, lagging, early, true);
    }

    /** Returns whether a delivery may be about a message whose id is not known yet. */
    public boolean isEarly(NetworkEvent.Delivery delivery) {
        return !submitted.isEmpty() && !tracks(delivery.id()) && early.size() < MAX_UNSETTLED;
    }

    public PendingMessages keeping(NetworkEvent.Delivery delivery) {
        return new PendingMessages(submitted, unsettled, lagging, early.plus(delivery), undelivered);
    }

    /** Returns the early deliveries that can be reported now. */
    public List<NetworkEvent.Delivery> due() {
        return early.stream()
                .filter(delivery -> submitted.isEmpty() || tracks(delivery.id()))
                .toList();
    }

    public PendingMessages withoutDue() {
        return early.isEmpty()
                ? this
                : new PendingMessages(submitted, unsettled, lagging, early.minusAll(due()), undelivered);
    }

    public PendingMessages delivered(NetworkEvent.Delivery delivery) {
        MessageId id = delivery.id();
        if (!tracks(id)) {
            return this;
        }
        if (delivery.isSettled()) {
            boolean failed = !delivery.failed().isEmpty();
            return new PendingMessages(submitted, unsettled.minus(id), lagging.minus(id), early, undelivered || failed);
        }
        if (lagging.containsKey(id) || !delivery.pending().isEmpty()) {
            return this;
        }
        boolean full = lagging.size() >= MAX_LAGGING;
        return new PendingMessages(
                submitted,
                unsettled.minus(id),
                makeRoom(lagging, MAX_LAGGING).plus(id, ref(id)),
                early,
                undelivered || full);
    }

    private static PMap<MessageId, Optional<String>> makeRoom(PMap<MessageId, Optional<String>> messages, int max) {
        return messages.size() < max
                ? messages
                : messages.minus(messages.keySet().iterator().next());
    }
}
