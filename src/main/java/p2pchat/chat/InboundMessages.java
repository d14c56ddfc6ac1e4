package p2pchat.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import p2pchat.chat.ChatActor.Ack;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/**
 * Accepts messages from members and from other logs: stores them, then shows and acknowledges them.
 *
 * <p>Part of the {@link ChatActor}; runs on its thread.
 */
final class InboundMessages {

    private final ChatLog log;
    private final ChatEvents events;
    private final Consumer<NodeId> gaps;
    private final HistoryGate history = new HistoryGate();
    /** Fetched history that waits until the history of this log was shown. */
    private final Deque<List<ChatMessage>> fetchedEarly = new ArrayDeque<>();
    /** The messages that this process has shown, live or as history. */
    private final Map<NodeId, Ranges> shown = new TreeMap<>();

    private final Map<NodeId, MemberId> members = new TreeMap<>();

    /** {@code gaps} receives a sender whose messages wait for others that are not here. */
    InboundMessages(ChatLog log, ChatEvents events, Consumer<NodeId> gaps) {
        this.log = log;
        this.events = events;
        this.gaps = gaps;
    }

    void viewChanged(View view) {
        members.clear();
        view.members().forEach(member -> members.put(member.node(), member.id()));
        view.members().forEach(events::rename);
    }

    /** Answers a member which of its messages are here. */
    void helloReceived(MemberId from, CompletableFuture<Ranges> held) {
        MemberId known = members.get(from.node());
        if (known != null && !known.equals(from)) {
            held.completeExceptionally(new IllegalStateException(from.node() + " belongs to another store"));
            return;
        }
        log.held(from.node()).whenComplete((ranges, cause) -> {
            if (cause == null) {
                held.complete(ranges);
            } else {
                held.completeExceptionally(cause);
            }
        });
    }

    /** Refuses a batch with own messages, which only {@link SequenceRecovery} fetches. Returns whether it did. */
    static boolean refuseOwn(ChatActor.Arrived batch, NodeId self) {
        Map<Long, String> refused = new TreeMap<>();
        for (ChatMessage message : batch.messages()) {
            if (message.author().equals(self)) {
                refused.put(message.key().seq(), "only its author writes it");
            }
        }
        if (!refused.isEmpty()) {
            batch.ack().complete(new Ack(Ranges.NONE, refused));
        }
        return !refused.isEmpty();
    }

    /** Stores a batch. The returned rest shows and acknowledges it, and never fails. */
    CompletionStage<Runnable> store(ChatActor.Arrived batch) {
        return log.store(batch.messages()).handle((outcome, cause) -> () -> stored(batch, outcome, cause));
    }

    /** Stores what was fetched from another log, or gives up what no member has. */
    CompletionStage<Runnable> store(ChatActor.Synced synced) {
        CompletionStage<ChatLog.StoreOutcome> outcome =
                synced.lost().isEmpty() ? log.store(synced.messages()) : log.giveUp(synced.lost());
        return outcome.handle((done, cause) -> () -> synced(synced, done, cause));
    }

    /** Shows and acknowledges a batch after the commit. */
    void stored(ChatActor.Arrived batch, ChatLog.@Nullable StoreOutcome outcome, @Nullable Throwable cause) {
        if (outcome == null) {
            storeFailed(batch.ack(), cause);
            return;
        }
        events.storeRecovered();
        Ranges stored = Ranges.NONE;
        Map<Long, String> refused = new TreeMap<>();
        for (int i = 0; i < outcome.results().size(); i++) {
            ChatMessage message = batch.messages().get(i);
            switch (outcome.results().get(i)) {
                case NEW, KNOWN, ERASED -> stored = stored.with(message.key().seq());
                case CONFLICT -> refused.put(message.key().seq(), "another message has this number");
                case FORKED -> refused.put(message.key().seq(), "two versions of its author's messages exist");
                case VOID -> refused.put(message.key().seq(), "its author was not allowed to write it");
                case TOO_FAR, WITHHELD -> {}
            }
        }
        show(outcome, Set.of());
        if (outcome.waiting()) {
            gaps.accept(batch.from().node());
        }
        batch.ack().complete(new Ack(stored, refused));
    }

    /** Shows what was fetched, after the commit. */
    void synced(ChatActor.Synced synced, ChatLog.@Nullable StoreOutcome outcome, @Nullable Throwable cause) {
        if (outcome == null) {
            storeFailed(synced.waiting(), cause);
            return;
        }
        events.storeRecovered();
        switch (synced.showing()) {
            case LIVE -> show(outcome, Set.of());
            case AS_HISTORY -> showAsHistory(unerased(synced.messages(), outcome), outcome);
            case SILENT -> showOthers(synced.messages(), outcome);
        }
        synced.waiting().complete(outcome.waiting());
    }

    /** Reports messages that do not count any more, and shows those that count again. */
    void restricted(ChatActor.Restricted change) {
        change.voided().byAuthor().forEach((author, messages) -> {
            shown.computeIfPresent(author, (same, before) -> before.minus(messages));
            events.voided(author, messages, Optional.ofNullable(change.because().get(author)));
        });
        history.delivered(change.delivered()).forEach(this::showNow);
    }

    private void storeFailed(CompletableFuture<?> answer, @Nullable Throwable cause) {
        events.storeFailed(cause);
        answer.completeExceptionally(cause == null ? new IllegalStateException() : cause);
    }

    /** Shows waiting messages that are newer than the history of the leader. */
    void historyKnown(VersionVector leaders, long before) {
        history.historyKnown(leaders, before).forEach(this::showNow);
    }

    /** Shows waiting messages, because this node leads and there is no earlier history. */
    void noHistory() {
        history.noHistory().forEach(this::showNow);
    }

    void historyTimeout() {
        showFetchedEarly();
        history.timeout().forEach(this::showNow);
    }

    /** Shows an own message at once, after what it follows. */
    void ownWritten(DeliveredMessage own) {
        historyTimeout();
        show(own, true);
    }

    /** Reads the history to show at the start, before anything else is shown. */
    CompletionStage<Runnable> replay(ChatActor.Replay wanted) {
        return log.newest(wanted.count()).handle((newest, cause) -> () -> replay(wanted, newest));
    }

    /** Shows history. The stored number counts edits, too, so fewer messages than requested are all there are. */
    private void replay(ChatActor.Replay wanted, @Nullable List<HistoryEntry> newest) {
        if (newest != null && !newest.isEmpty() && shown.isEmpty()) {
            List<HistoryEntry> next = newest.stream()
                    .filter(entry -> isNext(entry.message().key(), OrderMark.PLAIN))
                    .toList();
            int count = next.size();
            events.show(new NetworkEvent.Replayed(count, newest.size() < wanted.count() ? count : wanted.stored()));
            next.forEach(events::show);
        }
        showFetchedEarly();
        history.replayed().forEach(this::showNow);
    }

    /** Shows only what was delivered because it waited for these messages. */
    private void showOthers(List<ChatMessage> fetched, ChatLog.StoreOutcome outcome) {
        Set<MessageKey> silent = new LinkedHashSet<>();
        fetched.forEach(message -> silent.add(message.key()));
        show(outcome, silent);
    }

    private void show(ChatLog.StoreOutcome outcome, Set<MessageKey> silent) {
        List<DeliveredMessage> delivered = new ArrayList<>(outcome.delivered());
        delivered.removeIf(each -> silent.contains(each.message().key()));
        history.delivered(delivered).forEach(this::showNow);
    }

    /**
     * Shows a message, as history if the log held it at the start, because the last process may have shown it early.
     */
    private void showNow(DeliveredMessage each) {
        show(each, !log.heldAtStart(each.message().key()));
    }

    private void showAsHistory(List<ChatMessage> fetched, ChatLog.StoreOutcome outcome) {
        if (history.awaitsReplay()) {
            fetchedEarly.add(fetched);
        } else {
            showAsHistory(fetched);
        }
        show(outcome, Set.of());
    }

    private void showFetchedEarly() {
        while (!fetchedEarly.isEmpty()) {
            showAsHistory(fetchedEarly.remove());
        }
    }

    private void showAsHistory(List<ChatMessage> fetched) {
        for (ChatMessage message : fetched) {
            DeliveredMessage undelivered = new DeliveredMessage(message, OrderMark.PLAIN, targets(fetched, message));
            show(history.shownAsHistory(message.key()).orElse(undelivered), false);
        }
    }

    private static List<ChatMessage> unerased(List<ChatMessage> fetched, ChatLog.StoreOutcome outcome) {
        List<ChatMessage> unerased = new ArrayList<>();
        for (int i = 0; i < fetched.size(); i++) {
            switch (outcome.results().get(i)) {
                case NEW, KNOWN -> unerased.add(fetched.get(i));
                case ERASED, CONFLICT, FORKED, TOO_FAR, WITHHELD, VOID -> {}
            }
        }
        return unerased;
    }

    private void show(DeliveredMessage each, boolean live) {
        if (isNext(each.message().key(), each.mark())) {
            events.show(each, live);
        }
    }

    /**
     * Returns false for a message that this process has shown, and for one older, of its author, than a shown one
     * (protocol 2.7). The latter is history, unless the log marks it as late.
     */
    private boolean isNext(MessageKey key, OrderMark mark) {
        Ranges before = shown.getOrDefault(key.author(), Ranges.NONE);
        boolean older = key.seq() < before.last() && mark != OrderMark.LATE;
        if (older || before.contains(key.seq())) {
            return false;
        }
        shown.put(key.author(), before.with(key.seq()));
        return true;
    }

    /** Returns the target of an edit or deletion if both were fetched together, so the log need not be asked. */
    private static List<ChatMessage> targets(List<ChatMessage> fetched, ChatMessage message) {
        return message.amendedMessage().stream()
                .flatMap(target -> fetched.stream().filter(other -> other.key().equals(target)))
                .toList();
    }
}
