package p2pchat.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.chat.SimulatedMessenger;
import p2pchat.log.MessageLog;
import p2pchat.log.SimulatedLog;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;
import p2pchat.sync.LocalLog;

/** Adapts a simulated log to the port of synchronisation, and passes what it fetches to chat. */
record SimulatedLocalLog(SimulatedLog log, SimulatedMessenger messenger, TrackedFutures futures) implements LocalLog {

    /** Smaller than a real screen, so that a short run has older messages to fetch. */
    private static final int SCREENFUL = 10;

    @Override
    public CompletionStage<VersionVector> stored() {
        return log.summary().thenApply(now -> now.vector());
    }

    @Override
    public CompletionStage<LogState> state() {
        return log.summary().thenApply(MessageLog::state);
    }

    @Override
    public CompletionStage<List<ForkProof>> proofs() {
        return log.summary().thenApply(MessageLog::proofs);
    }

    @Override
    public void prove(List<ForkProof> proofs) {
        proofs.forEach(log::prove);
    }

    @Override
    public CompletionStage<VersionVector> missing() {
        return log.summary().thenApply(now -> now.missing());
    }

    @Override
    public CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay showing) {
        return messenger.synced(messages, VersionVector.EMPTY, showing);
    }

    @Override
    public void historyFetched(VersionVector leaders, long before) {
        messenger.historyKnown(leaders, before);
    }

    @Override
    public CompletionStage<Map<NodeId, Nick>> nicks() {
        return futures.track(log.store().nicks());
    }

    @Override
    public void saveNicks(Map<NodeId, Nick> nicks) {}

    @Override
    public void memberHolds(NodeId member, VersionVector held) {
        messenger.heldBy(member, held);
    }

    @Override
    public CompletionStage<Boolean> giveUp(VersionVector lost) {
        return messenger.synced(List.of(), lost, SyncDisplay.LIVE);
    }

    @Override
    public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        return futures.track(log.store().placeBefore(lacking, Math.min(count, SCREENFUL)));
    }

    @Override
    public CompletionStage<Page> readPage(VersionVector lacking, Optional<HistoryPlace> after) {
        return futures.track(log.store().readPage(lacking, after))
                .thenApply(page -> new Page(page.messages(), page.next()));
    }
}
