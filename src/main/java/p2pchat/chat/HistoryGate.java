package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.VersionVector;

/**
 * Separates history from news for a process that has just started (protocol 2.8). Living authors send what this node missed
 * on their own, beside synchronisation, which knows how much of it to show. So delivered messages wait to be shown
 * until the log's history was shown and the leader has reported its own, but not for long, because the leader may be gone.
 *
 * <p>A pure state machine.
 *
 * <pre>
 *   UNKNOWN ── the leader's log is known ─────────────────► KNOWN: old messages that it held are not shown again
 *      ├────── timeout, too many wait, or own message ────► LATE: everything is news until it is known
 *      └────── this node leads ───────────────────────────► NONE: everything is news
 * </pre>
 */
final class HistoryGate {

    /** A living leader answers within a round trip and a read of the newest lines of the log. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Limits the wait for the network to be entered, which may never happen. */
    static final Duration ENTRY_PATIENCE = Duration.ofSeconds(10);

    static final int MAX_WAITING = 20_000;

    private final Map<MessageKey, DeliveredMessage> waiting = new LinkedHashMap<>();
    private boolean replayed;
    private boolean settled;
    private boolean timedOut;
    private VersionVector held = VersionVector.EMPTY;
    private long before;

    /** Returns whether history of other logs waits for that of this log. */
    boolean awaitsReplay() {
        return !replayed && !timedOut;
    }

    /** Returns the messages to show now. */
    List<DeliveredMessage> delivered(List<DeliveredMessage> messages) {
        messages.forEach(each -> waiting.put(each.message().key(), each));
        return waiting.size() > MAX_WAITING ? timeout() : release();
    }

    /** Removes a message that is shown as history now. Returns it if it was waiting. */
    Optional<DeliveredMessage> shownAsHistory(MessageKey key) {
        return Optional.ofNullable(waiting.remove(key));
    }

    /** The history of this log was shown. Returns the waiting news. */
    List<DeliveredMessage> replayed() {
        replayed = true;
        return release();
    }

    /**
     * Accepts the leader's report of what it held; of that, messages sent before {@code moment} (milliseconds since
     * 1970) are old. Only the first report counts, because later messages have been shown. Returns the waiting news.
     */
    List<DeliveredMessage> historyKnown(VersionVector leaders, long moment) {
        if (!settled) {
            held = leaders;
            before = moment;
        }
        return noHistory();
    }

    /** Gives up waiting because this node leads and has no leader to ask. Returns the waiting messages. */
    List<DeliveredMessage> noHistory() {
        settled = true;
        return release();
    }

    /** Stops holding messages, even if the leader may still report its history. Returns the waiting messages. */
    List<DeliveredMessage> timeout() {
        timedOut = true;
        return release();
    }

    private List<DeliveredMessage> release() {
        if (!timedOut && !(replayed && settled)) {
            return List.of();
        }
        List<DeliveredMessage> news = new ArrayList<>(waiting.values());
        news.removeIf(each -> isOld(each.message()));
        waiting.clear();
        return news;
    }

    private boolean isOld(ChatMessage message) {
        return message.sentAt() < before && held.contains(message.key());
    }
}
