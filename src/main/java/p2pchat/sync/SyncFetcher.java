package p2pchat.sync;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** Runs queries at other members and stores the responses. Stateless. */
final class SyncFetcher {

    /** Messages sent this shortly before a catch-up are displayed as live, for example replies to a join. */
    private static final Duration RECENT = Duration.ofSeconds(1);

    /** The log of the other member, and of this node at the time of the request. */
    record Comparison(LogState theirs, LogState mine) {}

    private final SyncActor.Ports ports;
    private final int history;

    /** @param history number of earlier messages that a new member displays */
    SyncFetcher(SyncActor.Ports ports, int history) {
        this.ports = ports;
        this.history = history;
    }

    /** Fetches these, even if this log has them, because another version of a message may exist. */
    CompletionStage<Void> fetch(Member from, VersionVector wanted) {
        SyncReceiver receiver = new SyncReceiver(ports.localLog());
        return ports.localLog()
                .stored()
                .thenCompose(
                        have -> ports.remoteLogs().pull(from, SyncQuery.these(have.minus(wanted), wanted), receiver));
    }

    CompletionStage<Comparison> compare(Member with) {
        return ports.localLog().state().thenCompose(mine -> {
            SyncReceiver receiver = new SyncReceiver(ports.localLog());
            return ports.remoteLogs()
                    .pull(with, SyncQuery.compare(mine), receiver)
                    .thenApply(done -> new Comparison(receiver.theirs(), mine));
        });
    }

    /**
     * Fetches everything, first the newest messages for display and then the rest. Messages sent meanwhile are displayed as
     * live. A returning member displays what it missed; a new one displays {@code history} messages.
     */
    CompletionStage<Void> catchUp(Member from) {
        LocalLog localLog = ports.localLog();
        long cutoff = ports.wallClock().getAsLong() - RECENT.toMillis();
        Predicate<ChatMessage> past = message -> message.sentAt() < cutoff;
        return localLog.stored().thenCompose(had -> {
            FetchProgress progress = new FetchProgress(had, had.isEmpty() ? history : 0, ports.events());
            SyncReceiver newest = new SyncReceiver(localLog, SyncDisplay.AS_HISTORY, progress, past);
            Predicate<ChatMessage> was = message -> newest.have().contains(message.key());
            SyncReceiver rest = new SyncReceiver(localLog, SyncDisplay.SILENT, progress, past.and(was));
            return ports.remoteLogs()
                    .pull(from, displayedQuery(had), newest)
                    .thenRun(() -> localLog.historyFetched(newest.have(), cutoff))
                    .thenCompose(done -> localLog.stored())
                    .thenCompose(have -> ports.remoteLogs().pull(from, SyncQuery.all(have), rest))
                    .thenRun(progress::finished);
        });
    }

    private SyncQuery displayedQuery(VersionVector have) {
        int count = have.isEmpty() ? history : Synchronisation.MAX_DISPLAYED;
        return count == 0 ? SyncQuery.compare(LogState.of(have)) : SyncQuery.newest(have, count);
    }
}
