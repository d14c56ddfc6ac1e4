package p2pchat.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * What members send: who may, and, once the log has it, what is shown and what is acknowledged.
 *
 * <p>Part of the {@link ChatActor}, on whose thread alone it runs.
 */
final class InboundMessages {

    private final ChatLog log;
    private final ChatEvents screen;
    private final Consumer<NodeId> waits;
    /** Shown as history before their turn, and not again when it comes. */
    private final Set<MessageKey> shownEarly = new TreeSet<>();

    private final HistoryGate historyKnown = new HistoryGate();

    private final Map<NodeId, MemberId> members = new TreeMap<>();

    /** {@code waits} hears of a sender whose words wait for what is not here. */
    InboundMessages(ChatLog log, ChatEvents screen, Consumer<NodeId> waits) {
        this.log = log;
        this.screen = screen;
        this.waits = waits;
    }

    void viewChanged(View view) {
        members.clear();
        view.members().forEach(member -> members.put(member.node(), member.id()));
        view.members().forEach(screen::rename);
    }

    /** A member asks where to go on from. */
    void helloReceived(MemberId from, CompletableFuture<Ranges> held) {
        MemberId known = members.get(from.node());
        if (known != null && !known.equals(from)) {
            held.completeExceptionally(new IllegalStateException("another store speaks for " + from.node()));
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

    /** Hands a batch to the log; what is left to do then never fails. */
    CompletionStage<Runnable> store(ChatActor.Arrived batch) {
        return log.store(batch.messages()).handle((arrival, cause) -> () -> stored(batch, arrival, cause));
    }

    CompletionStage<Runnable> store(ChatActor.Synced pulled) {
        CompletionStage<ChatLog.StoreOutcome> kept =
                pulled.lost().isEmpty() ? log.store(pulled.messages()) : log.giveUp(pulled.lost());
        return kept.handle((arrival, cause) -> () -> synced(pulled, arrival, cause));
    }

    /** The log answered for a batch: an acknowledgement means "committed", and what is new goes to the screen once. */
    void stored(ChatActor.Arrived batch, ChatLog.@Nullable StoreOutcome arrival, @Nullable Throwable cause) {
        if (arrival == null) {
            screen.storeFailed(cause);
            batch.ack().completeExceptionally(cause == null ? new IllegalStateException() : cause);
            return;
        }
        screen.storeRecovered();
        Ranges stored = Ranges.NONE;
        Map<Long, String> refused = new TreeMap<>();
        for (int i = 0; i < arrival.results().size(); i++) {
            ChatMessage message = batch.messages().get(i);
            switch (arrival.results().get(i)) {
                case NEW, KNOWN -> stored = stored.with(message.key().seq());
                case CONFLICT -> refused.put(message.key().seq(), "another message has this number");
            }
        }
        showInTurn(arrival);
        if (arrival.waiting()) {
            waits.accept(batch.from().node());
        }
        batch.ack().complete(new Ack(stored, refused));
    }

    /** The log took what was fetched from another log, or went on without what nobody has. */
    void synced(ChatActor.Synced pulled, ChatLog.@Nullable StoreOutcome arrival, @Nullable Throwable cause) {
        if (arrival == null) {
            screen.storeFailed(cause);
            pulled.waiting().completeExceptionally(cause == null ? new IllegalStateException() : cause);
            return;
        }
        screen.storeRecovered();
        switch (pulled.showing()) {
            case LIVE -> showInTurn(arrival);
            case AS_HISTORY -> showAtOnce(pulled.messages(), arrival);
            case SILENT -> showOthers(pulled.messages(), arrival);
        }
        pulled.waiting().complete(arrival.waiting());
    }

    /** The leader held these when it was asked; what was sent before this moment is old. */
    void historyKnown(VersionVector leaders, long before) {
        historyKnown.historyKnown(leaders, before).forEach(this::showNow);
    }

    /** We lead, and nobody can say what there was before this node came: what arrives is news. */
    void noHistory() {
        historyKnown.noHistory().forEach(this::showNow);
    }

    /** Nobody said so for too long. */
    void historyTimeout() {
        historyKnown.timeout().forEach(this::showNow);
    }

    /** This node's own is shown at once, and so must be before it what it follows. */
    void ownWritten(DeliveredMessage own) {
        historyKnown.timeout().forEach(this::showNow);
        screen.show(own, true);
    }

    /** History, at the start. */
    CompletionStage<Runnable> replay(ChatActor.Replay wanted) {
        return log.newest(wanted.count()).handle((newest, cause) -> () -> replay(wanted, newest));
    }

    /** The log counts edits too: where it gives fewer messages than it was asked for, there are no more. */
    private void replay(ChatActor.Replay wanted, @Nullable List<HistoryEntry> newest) {
        if (newest != null && !newest.isEmpty()) {
            int shown = newest.size();
            screen.show(new NetworkEvent.Replayed(shown, shown < wanted.count() ? shown : wanted.stored()));
            newest.forEach(screen::show);
        }
    }

    private void showInTurn(ChatLog.StoreOutcome arrival) {
        show(arrival, Set.of());
    }

    /** What is delivered besides, because it waited for one of these. */
    private void showOthers(List<ChatMessage> fetched, ChatLog.StoreOutcome arrival) {
        Set<MessageKey> silent = new TreeSet<>();
        fetched.forEach(message -> silent.add(message.key()));
        show(arrival, silent);
    }

    private void show(ChatLog.StoreOutcome arrival, Set<MessageKey> silent) {
        List<DeliveredMessage> turns = new ArrayList<>(arrival.delivered());
        turns.removeIf(each -> shownEarly.remove(each.message().key())
                || silent.contains(each.message().key()));
        historyKnown.delivered(turns).forEach(this::showNow);
    }

    /** What the last process left waiting, which may have shown it early, is no news to this one. */
    private void showNow(DeliveredMessage each) {
        screen.show(each, !log.heldAtStart(each.message().key()));
    }

    private void showAtOnce(List<ChatMessage> fetched, ChatLog.StoreOutcome arrival) {
        for (int i = 0; i < fetched.size(); i++) {
            if (arrival.results().get(i) == ChatLog.StoreResult.NEW) {
                screen.show(
                        new DeliveredMessage(fetched.get(i), OrderMark.PLAIN, targets(fetched, fetched.get(i))), false);
                shownEarly.add(fetched.get(i).key());
            } else {
                historyKnown.shownAsHistory(fetched.get(i).key()).ifPresent(each -> screen.show(each, false));
            }
        }
        showInTurn(arrival);
    }

    /** Fetched together, an edit or deletion and what it speaks of need not wait for the log to be shown. */
    private static List<ChatMessage> targets(List<ChatMessage> fetched, ChatMessage message) {
        return message.amends().stream()
                .flatMap(target -> fetched.stream().filter(other -> other.key().equals(target)))
                .toList();
    }
}
