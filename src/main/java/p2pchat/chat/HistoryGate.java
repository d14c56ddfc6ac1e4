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
 * What was said before this process came in, and is no news to it, whoever brings it (protocol 2.8). A living author sends
 * what this node missed by itself, beside synchronisation, which knows how much of it is for the screen. So what arrives
 * is stored and acknowledged at once, but waits to be shown until the leader has said what there was; not for long, for
 * the leader may be gone.
 *
 * <p>A pure machine.
 *
 * <pre>
 *   UNKNOWN ── the leader's log is known ──────────────► KNOWN: what it held, and is old, is not shown again
 *      ├────── overdue, too much waits, or we speak ────► LATE: everything is news until it is known
 *      └────── we lead ─────────────────────────────────► NONE: everything is news
 * </pre>
 */
final class HistoryGate {

    /** The answer of a leader that lives takes a round trip, and the newest lines of the log. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** More than this is not held back. */
    static final int MAX_WAITING = 20_000;

    private final Map<MessageKey, DeliveredMessage> waiting = new LinkedHashMap<>();
    private boolean unknown = true;
    private boolean settled;
    private VersionVector held = VersionVector.EMPTY;
    private long before;

    /** What of this is to be shown now. */
    List<DeliveredMessage> delivered(List<DeliveredMessage> delivered) {
        if (!unknown) {
            return news(delivered);
        }
        delivered.forEach(each -> waiting.put(each.message().key(), each));
        return waiting.size() > MAX_WAITING ? timeout() : List.of();
    }

    /** One that waits is shown as history, and does not wait any more. */
    Optional<DeliveredMessage> shownAsHistory(MessageKey key) {
        return Optional.ofNullable(waiting.remove(key));
    }

    /**
     * The leader held these, and what was sent before a moment, in milliseconds since 1970, is old. Only the first time:
     * whoever is in has seen what was said since. Returns what waited and is news.
     */
    List<DeliveredMessage> historyKnown(VersionVector leaders, long moment) {
        if (!settled) {
            held = leaders;
            before = moment;
        }
        return noHistory();
    }

    /** There is no leader to ask: we lead. Returns what waited. */
    List<DeliveredMessage> noHistory() {
        settled = true;
        return timeout();
    }

    /** Nothing waits any more, though the leader may say yet what there was. Returns what waited. */
    List<DeliveredMessage> timeout() {
        unknown = false;
        List<DeliveredMessage> waited = news(List.copyOf(waiting.values()));
        waiting.clear();
        return waited;
    }

    private List<DeliveredMessage> news(List<DeliveredMessage> delivered) {
        List<DeliveredMessage> news = new ArrayList<>(delivered);
        news.removeIf(each -> isOld(each.message()));
        return news;
    }

    private boolean isOld(ChatMessage message) {
        return message.sentAt() < before && held.contains(message.key());
    }
}
