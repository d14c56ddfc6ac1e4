package p2pchat.simulation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import p2pchat.chat.ChatLog;
import p2pchat.log.LogStore;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.MessageLog.Draft;
import p2pchat.log.SimulatedLog;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/**
 * Adapts a simulated log to chat's port, as the node does with a real one. Saves only some cursors, as a crash would.
 */
record SimulatedChatLog(SimulatedLog log, LogStore.Summary atStart, RandomGenerator random, TrackedFutures futures)
        implements ChatLog {

    @Override
    public CompletionStage<DeliveredMessage> write(NodeId self, MessageDraft draft) {
        if (draft instanceof MessageDraft.Edit edit) {
            return log.write(self, new Draft(ChatMessage.Kind.EDIT, edit.text(), Optional.of(refOf(edit.target()))));
        }
        if (draft instanceof MessageDraft.Delete delete) {
            return log.write(self, new Draft(ChatMessage.Kind.DELETE, "", Optional.of(refOf(delete.target()))));
        }
        return log.write(self, Draft.text(draft.text()));
    }

    private MessageRef refOf(MessageId id) {
        return log.store().rows().values().stream()
                .filter(row -> row.message().id().equals(id))
                .findFirst()
                .orElseThrow()
                .message()
                .ref();
    }

    @Override
    public CompletionStage<StoreOutcome> store(List<ChatMessage> messages) {
        return log.append(messages).thenApply(SimulatedChatLog::toOutcome);
    }

    @Override
    public CompletionStage<StoreOutcome> giveUp(VersionVector lost) {
        return log.giveUp(lost).thenApply(SimulatedChatLog::toOutcome);
    }

    private static StoreOutcome toOutcome(SimulatedLog.AppendResult result) {
        return new StoreOutcome(
                result.outcomes().stream().map(SimulatedChatLog::toResult).toList(),
                result.delivered(),
                result.waiting());
    }

    private static StoreResult toResult(Outcome outcome) {
        return switch (outcome) {
            case STORED -> StoreResult.NEW;
            case DUPLICATE -> StoreResult.KNOWN;
            case ERASED -> StoreResult.ERASED;
            case CONFLICT -> StoreResult.CONFLICT;
            case FORKED -> StoreResult.FORKED;
            case TOO_FAR -> StoreResult.TOO_FAR;
            case WITHHELD -> StoreResult.WITHHELD;
            case VOID -> StoreResult.VOID;
        };
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        return futures.track(log.store().read(author, wanted, limit));
    }

    @Override
    public CompletionStage<List<HistoryEntry>> newest(int limit) {
        VersionVector past = atStart.delivered();
        return futures.track(log.store().newest(limit))
                .thenApply(newest -> newest.stream()
                        .filter(entry -> past.contains(entry.message().key()))
                        .toList());
    }

    @Override
    public boolean heldAtStart(MessageKey key) {
        return atStart.vector().contains(key);
    }

    @Override
    public CompletionStage<Ranges> held(NodeId author) {
        return log.summary().thenApply(now -> now.vector().of(author));
    }

    @Override
    public void skipNumbers(NodeId self, long upTo) {
        log.taken(self, upTo);
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        if (random.nextInt(3) > 0) {
            log.store().saveCursor(member, stored);
        }
    }
}
