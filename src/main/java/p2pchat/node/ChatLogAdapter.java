package p2pchat.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatLog;
import p2pchat.log.LogStore;
import p2pchat.log.MayNotWriteException;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Connects chat to the log: writes go to the log actor, reads to the store. */
final class ChatLogAdapter implements ChatLog {

    private final NetworkName network;
    private final ActorRef<MessageLogActor.Command> log;
    private final LogStore store;
    private final LogStore.Summary atStart;

    ChatLogAdapter(
            NetworkName network, ActorRef<MessageLogActor.Command> log, LogStore store, LogStore.Summary atStart) {
        this.network = network;
        this.log = log;
        this.store = store;
        this.atStart = atStart;
    }

    @Override
    public CompletionStage<DeliveredMessage> write(NodeId self, MessageDraft saying) {
        if (saying instanceof MessageDraft.Edit edit) {
            return ownMessage(self, edit.target())
                    .thenCompose(target -> write(
                            self, new MessageLog.Draft(ChatMessage.Kind.EDIT, edit.text(), Optional.of(target.ref()))));
        }
        if (saying instanceof MessageDraft.Delete delete) {
            return deletable(self, delete.target())
                    .thenCompose(target ->
                            write(self, new MessageLog.Draft(ChatMessage.Kind.DELETE, "", Optional.of(target.ref()))));
        }
        return write(self, MessageLog.Draft.text(saying.text()));
    }

    private CompletionStage<DeliveredMessage> write(NodeId self, MessageLog.Draft draft) {
        CompletableFuture<DeliveredMessage> written = new CompletableFuture<>();
        log.tell(new MessageLogActor.Write(self, draft, written));
        return written.exceptionally(cause -> {
            throw new CompletionException(
                    cause instanceof MayNotWriteException
                            ? new ProblemException(new Problem.OnlyReader(network))
                            : cause);
        });
    }

    /** Finds a message of this node that can still be edited. */
    private CompletionStage<ChatMessage> ownMessage(NodeId self, MessageId id) {
        return find(id, message -> message.author().equals(self));
    }

    /** Finds a message that can still be deleted: an own one, or any if this node may delete those of others. */
    private CompletionStage<ChatMessage> deletable(NodeId self, MessageId id) {
        return ask().thenCompose(now -> find(id, message -> message.author().equals(self) || now.mayModerate(self)));
    }

    private CompletionStage<ChatMessage> find(MessageId id, Predicate<ChatMessage> mayChange) {
        return store.find(id).thenApply(found -> {
            List<ChatMessage> texts = found.stream()
                    .filter(message -> message.kind() == ChatMessage.Kind.TEXT)
                    .toList();
            if (texts.isEmpty()) {
                throw new ProblemException(new Problem.MessageUnknown(id));
            }
            ChatMessage target = texts.stream()
                    .filter(mayChange)
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(new Problem.NotAuthor(id)));
            if (target.isErased()) {
                throw new ProblemException(new Problem.AlreadyDeleted(id));
            }
            return target;
        });
    }

    @Override
    public CompletionStage<StoreOutcome> store(List<ChatMessage> messages) {
        CompletableFuture<MessageLogActor.AppendResult> kept = new CompletableFuture<>();
        log.tell(new MessageLogActor.Append(messages, kept));
        return kept.thenApply(ChatLogAdapter::arrival);
    }

    @Override
    public CompletionStage<StoreOutcome> giveUp(VersionVector lost) {
        CompletableFuture<MessageLogActor.AppendResult> kept = new CompletableFuture<>();
        log.tell(new MessageLogActor.GiveUp(lost, kept));
        return kept.thenApply(ChatLogAdapter::arrival);
    }

    @Override
    public CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit) {
        return store.read(author, wanted, limit);
    }

    @Override
    public CompletionStage<List<HistoryEntry>> newest(int limit) {
        VersionVector past = atStart.delivered();
        return store.newest(limit)
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
        return ask().thenApply(now -> now.vector().of(author));
    }

    private CompletableFuture<MessageLog> ask() {
        CompletableFuture<MessageLog> asked = new CompletableFuture<>();
        log.tell(new MessageLogActor.GetLog(asked));
        return asked;
    }

    @Override
    public void skipNumbers(NodeId self, long upTo) {
        log.tell(new MessageLogActor.NumbersTaken(VersionVector.EMPTY.with(self, Ranges.upTo(upTo))));
    }

    @Override
    public void saveCursor(NodeId member, Ranges stored) {
        store.saveCursor(member, stored);
    }

    private static StoreOutcome arrival(MessageLogActor.AppendResult kept) {
        return new StoreOutcome(
                kept.outcomes().stream().map(ChatLogAdapter::kept).toList(), kept.delivered(), kept.anyWaiting());
    }

    private static StoreResult kept(LogStore.Outcome outcome) {
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
}
