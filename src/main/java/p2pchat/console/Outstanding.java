package p2pchat.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Map<Long, Optional<String>> asked,
        Map<MessageId, Optional<String>> unsettled,
        List<NetworkEvent.Delivery> early,
        boolean missed) {

    static final Outstanding NOTHING = new Outstanding(Map.of(), Map.of(), List.of(), false);

    /** More than this is not kept track of: whoever does not reach anybody for so long has other worries. */
    static final int MAX_UNSETTLED = 1_024;

    Outstanding {
        asked = Collections.unmodifiableMap(asked);
        unsettled = Collections.unmodifiableMap(unsettled);
        early = List.copyOf(early);
    }

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
        Map<Long, Optional<String>> more = new LinkedHashMap<>(asked);
        more.put(ticket, ref);
        return new Outstanding(more, unsettled, early, missed);
    }

    /** The node has it in its log, under this id. */
    Outstanding accepted(long ticket, MessageId id) {
        Map<MessageId, Optional<String>> more = new LinkedHashMap<>(unsettled);
        boolean full = more.size() >= MAX_UNSETTLED;
        if (full) {
            more.remove(more.keySet().iterator().next());
        }
        more.put(id, ref(ticket));
        return new Outstanding(without(ticket), more, early, missed || full);
    }

    /** The node did not take it. {@code told} if whoever said it was answered, so that it does not count as missed. */
    Outstanding refused(long ticket, boolean told) {
        return new Outstanding(without(ticket), unsettled, early, missed || !told);
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
        List<NetworkEvent.Delivery> more = new ArrayList<>(early);
        more.add(delivery);
        return new Outstanding(asked, unsettled, more, missed);
    }

    /** The held deliveries that can be told now. */
    List<NetworkEvent.Delivery> ripe() {
        return early.stream()
                .filter(held -> asked.isEmpty() || tracks(held.id()))
                .toList();
    }

    Outstanding withoutRipe() {
        List<NetworkEvent.Delivery> rest = new ArrayList<>(early);
        rest.removeAll(ripe());
        return new Outstanding(asked, unsettled, rest, missed);
    }

    /** Takes note of a delivery; only the last word on a message of ours changes anything. */
    Outstanding delivered(NetworkEvent.Delivery delivery) {
        if (!tracks(delivery.id()) || !isFinal(delivery)) {
            return this;
        }
        Map<MessageId, Optional<String>> rest = new LinkedHashMap<>(unsettled);
        rest.remove(delivery.id());
        return new Outstanding(asked, rest, early, missed || !delivery.failed().isEmpty());
    }

    private Map<Long, Optional<String>> without(long ticket) {
        Map<Long, Optional<String>> rest = new LinkedHashMap<>(asked);
        rest.remove(ticket);
        return rest;
    }
}
