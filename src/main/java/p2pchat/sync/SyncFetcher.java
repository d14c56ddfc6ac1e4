package p2pchat.sync;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** What is asked of other members, and how what they send is shown. Holds nothing; for one actor's thread. */
final class SyncFetcher {

    /** What was said so shortly before this node asked for the past is no past: the answer to its coming, say. */
    private static final Duration RECENT = Duration.ofSeconds(1);

    /** What the other holds, and what this node held when it asked. */
    record Comparison(VersionVector theirs, VersionVector mine) {}

    private final SyncActor.Ports ports;
    private final int history;

    /** @param history how many earlier messages a newcomer is shown */
    SyncFetcher(SyncActor.Ports ports, int history) {
        this.ports = ports;
        this.history = history;
    }

    CompletionStage<Void> fetch(Member from, VersionVector wanted) {
        SyncReceiver intake = new SyncReceiver(ports.localLog());
        return ports.localLog()
                .stored()
                .thenCompose(have -> ports.remoteLogs().pull(from, SyncQuery.these(have, wanted), intake));
    }

    CompletionStage<Comparison> compare(Member with) {
        return ports.localLog().stored().thenCompose(have -> {
            SyncReceiver intake = new SyncReceiver(ports.localLog());
            return ports.remoteLogs()
                    .pull(with, SyncQuery.compare(have), intake)
                    .thenApply(done -> new Comparison(intake.have(), have));
        });
    }

    /**
     * The newest for the screen first, the rest behind it; what is said meanwhile is shown as such. Whoever was away is
     * shown what it missed; whoever never held anything missed nothing, and is shown as much as it wants to see.
     */
    CompletionStage<Void> catchUp(Member from) {
        LocalLog copy = ports.localLog();
        long begun = ports.wallClock().getAsLong() - RECENT.toMillis();
        Predicate<ChatMessage> past = message -> message.sentAt() < begun;
        return copy.stored().thenCompose(had -> {
            FetchProgress progress = new FetchProgress(had, had.isEmpty() ? history : 0, ports.events());
            SyncReceiver newest = new SyncReceiver(copy, SyncDisplay.AS_HISTORY, progress, past);
            Predicate<ChatMessage> was = message -> newest.have().contains(message.key());
            SyncReceiver rest = new SyncReceiver(copy, SyncDisplay.SILENT, progress, past.and(was));
            return ports.remoteLogs()
                    .pull(from, forTheScreen(had), newest)
                    .thenRun(() -> copy.historyFetched(newest.have(), begun))
                    .thenCompose(done -> copy.stored())
                    .thenCompose(have -> ports.remoteLogs().pull(from, SyncQuery.all(have), rest))
                    .thenRun(progress::finished);
        });
    }

    private SyncQuery forTheScreen(VersionVector have) {
        int count = have.isEmpty() ? history : Synchronisation.MAX_DISPLAYED;
        return count == 0 ? SyncQuery.compare(have) : SyncQuery.newest(have, count);
    }
}
