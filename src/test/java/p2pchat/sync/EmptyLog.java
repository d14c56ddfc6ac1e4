package p2pchat.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;

/** A log without messages, to which nothing may be written. Tests override what they need. */
public interface EmptyLog extends LocalLog {

    @Override
    default CompletionStage<VersionVector> stored() {
        return CompletableFuture.completedFuture(VersionVector.EMPTY);
    }

    @Override
    default CompletionStage<LogState> state() {
        return stored().thenApply(LogState::of);
    }

    @Override
    default CompletionStage<List<ForkProof>> proofs() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    default void prove(List<ForkProof> proofs) {
        throw new AssertionError("nothing is proven");
    }

    @Override
    default CompletionStage<VersionVector> missing() {
        return CompletableFuture.completedFuture(VersionVector.EMPTY);
    }

    @Override
    default CompletionStage<Boolean> store(List<ChatMessage> messages, SyncDisplay showing) {
        throw new AssertionError("it lacks nothing");
    }

    @Override
    default void historyFetched(VersionVector leaders, long before) {
        throw new AssertionError("it lacks nothing");
    }

    @Override
    default CompletionStage<Map<NodeId, Nick>> nicks() {
        return CompletableFuture.completedFuture(Map.of());
    }

    @Override
    default void saveNicks(Map<NodeId, Nick> nicks) {
        throw new AssertionError("it lacks nothing");
    }

    @Override
    default void memberHolds(NodeId member, VersionVector held) {}

    @Override
    default CompletionStage<Boolean> giveUp(VersionVector lost) {
        throw new AssertionError("it lacks nothing");
    }

    @Override
    default CompletionStage<Optional<HistoryPlace>> placeBefore(VersionVector lacking, int count) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    default CompletionStage<Page> readPage(VersionVector lacking, Optional<HistoryPlace> after) {
        return CompletableFuture.completedFuture(new Page(List.of(), Optional.empty()));
    }
}
