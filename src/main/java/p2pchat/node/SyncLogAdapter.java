package p2pchat.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.log.LogStore;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;
import p2pchat.sync.LocalLog;

/** Connects synchronisation to the log, and to chat, which displays what synchronisation fetches. */
record SyncLogAdapter(ActorRef<MessageLogActor.Command> log, LogStore store, ActorRef<ChatActor.Command> chat)
        implements LocalLog {

    @Override
    public CompletionStage<VersionVector> stored() {
        return ask().thenApply(MessageLog::vector);
    }

    @Override
    public CompletionStage<LogState> state() {
        return ask().thenApply(MessageLog::state);
    }

    @Override
    public CompletionStage<List<ForkProof>> proofs() {
        return ask().thenApply(MessageLog::proofs);
    }

    @Override
    public void prove(List<ForkProof> proofs) {
        proofs.forEach(proof -> log.tell(new MessageLogActor.Prove(proof)));
    }

    @Override
    public CompletionStage<VersionVector> missing() {
        return ask().thenApply(MessageLog::missing);
    }

    @Override
    public CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay showing) {
        return pulled(messages, VersionVector.EMPTY, showing);
    }

    @Override
    public void historyFetched(VersionVector leaders, long before) {
        chat.tell(new ChatActor.HistoryKnown(leaders, before));
    }

    @Override
    public CompletionStage<Map<NodeId, Nick>> nicks() {
        return store.nicks();
    }

    @Override
    public void saveNicks(Map<NodeId, Nick> nicks) {
        chat.tell(new ChatActor.NicksLearned(nicks));
        store.saveNicks(nicks);
    }

    @Override
    public void memberHolds(NodeId member, VersionVector held) {
        chat.tell(new ChatActor.HeldBy(member, held));
    }

    @Override
    public CompletionStage<Boolean> giveUp(VersionVector lost) {
        return pulled(List.of(), lost, SyncDisplay.LIVE);
    }

    @Override
    public CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        return store.placeBefore(lacking, count);
    }

    @Override
    public CompletionStage<Page> readPage(VersionVector lacking, Optional<HistoryPlace> after) {
        return store.readPage(lacking, after).thenApply(page -> new Page(page.messages(), page.next()));
    }

    private CompletionStage<Boolean> pulled(List<ChatMessage> messages, VersionVector lost, SyncDisplay showing) {
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        chat.tell(new ChatActor.Synced(messages, lost, showing, waiting));
        return waiting;
    }

    private CompletableFuture<MessageLog> ask() {
        CompletableFuture<MessageLog> asked = new CompletableFuture<>();
        log.tell(new MessageLogActor.GetLog(asked));
        return asked;
    }
}
