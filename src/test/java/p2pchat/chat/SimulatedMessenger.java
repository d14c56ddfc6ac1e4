package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import p2pchat.chat.Outbox.Effect;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.simulation.TrackedFutures;

/**
 * What the {@link ChatActor} does with {@link Outbox}, {@link InboundMessages}, {@link RelayRequests} and {@link LeaderRelay}, in virtual
 * time: the same ports, the same mailbox, no actor.
 */
public final class SimulatedMessenger {

    private final MemberId self;
    private final Outbox outbox;
    private final ChatEvents screen;
    private final InboundMessages arrivals;
    private final UnknownSenderBuffer strangers = new UnknownSenderBuffer(List.of());
    private final SimulatedRelays relays;
    private final RecentMessages recent = new RecentMessages();
    private final ChatActor.Ports ports;
    private final BiConsumer<Duration, Runnable> timers;
    private final RandomGenerator random;
    private final TrackedFutures futures;
    private final Map<NodeId, Stream> open = new TreeMap<>();
    private final Map<NodeId, ChatActor.BatchRequested> asking = new TreeMap<>();
    private final Map<NodeId, Ranges> believed = new TreeMap<>();
    private final Deque<Runnable> mailbox = new ArrayDeque<>();
    private final Deque<Runnable> unnumbered = new ArrayDeque<>();
    private boolean numbering;
    private boolean busy;
    private boolean looking;

    private record Stream(int attempt, Exchanges.Exchange exchange) {}

    /** {@code timers} runs things after a while, unless the process is gone by then. */
    public SimulatedMessenger(
            MemberId self,
            Ranges held,
            Map<NodeId, Ranges> cursors,
            boolean newcomer,
            ChatActor.Ports ports,
            BiConsumer<Duration, Runnable> timers,
            RandomGenerator random,
            TrackedFutures futures) {
        this.self = self;
        this.outbox = new Outbox(self.node(), held, cursors, newcomer);
        this.believed.putAll(cursors);
        this.screen = new ChatEvents(self.node(), Map.<NodeId, Nick>of(), ports.events(), ports.wallClock());
        this.arrivals = new InboundMessages(ports.log(), screen, ports.gaps());
        this.relays = new SimulatedRelays(this, self, ports, recent, outbox.fallback(), futures);
        this.ports = ports;
        this.timers = timers;
        this.random = random;
        this.futures = futures;
        timers.accept(HistoryGate.PATIENCE, () -> tell(arrivals::historyTimeout));
        idleLater();
    }

    // --- what the actor is told

    public void view(View view) {
        tell(() -> {
            view.members().forEach(screen::rename);
            arrivals.viewChanged(view);
            relays.view(view);
            takeIn(strangers.viewChanged(view));
            if (view.leader().equals(self.node())) {
                arrivals.noHistory();
            }
            take(outbox.viewChanged(view, now()));
        });
    }

    /** Completes as the actor's answer does: once it is durable. */
    public CompletionStage<MessageId> say(MessageDraft what) {
        CompletableFuture<MessageId> accepted = futures.incomplete();
        tell(() -> {
            if (outbox.numbering().complete()) {
                write(what, accepted);
            } else {
                unnumbered.add(() -> write(what, accepted));
                number();
            }
        });
        return accepted;
    }

    private void number() {
        if (!numbering) {
            numbering = true;
            askForNumbers();
        }
    }

    private void askForNumbers() {
        ports.log()
                .held(self.node())
                .thenAccept(held -> tell(() -> {
                    take(outbox.logRead(held, now()));
                    numbering = !outbox.numbering().complete();
                    if (numbering) {
                        timers.accept(SequenceRecovery.CHECK_EVERY, this::askForNumbers);
                    } else {
                        List.copyOf(unnumbered).forEach(Runnable::run);
                        unnumbered.clear();
                    }
                }));
    }

    private void write(MessageDraft what, CompletableFuture<MessageId> accepted) {
        ports.log().write(self.node(), what).whenComplete((written, cause) -> {
            if (cause != null) {
                accepted.completeExceptionally(cause);
                return;
            }
            accepted.complete(written.message().id());
            tell(() -> {
                recent.add(written.message());
                arrivals.ownWritten(written);
                take(outbox.written(written.message(), now()));
            });
        });
    }

    public CompletionStage<ChatActor.Ack> arrived(MemberId from, List<ChatMessage> messages) {
        CompletableFuture<ChatActor.Ack> ack = futures.incomplete();
        tell(() -> {
            ChatActor.Arrived batch = new ChatActor.Arrived(from, messages, ack);
            if (strangers.hold(batch)) {
                timers.accept(UnknownSenderBuffer.PATIENCE, () -> tell(() -> takeIn(strangers.timeout(from.node()))));
            } else {
                takeIn(List.of(batch));
            }
        });
        return ack;
    }

    public CompletionStage<Ranges> greeted(MemberId from) {
        CompletableFuture<Ranges> held = futures.incomplete();
        tell(() -> arrivals.helloReceived(from, held));
        return held;
    }

    public CompletionStage<Boolean> pulled(List<ChatMessage> messages, VersionVector lost, SyncDisplay showing) {
        CompletableFuture<Boolean> waiting = futures.incomplete();
        tell(() -> later(arrivals.store(new ChatActor.Synced(messages, lost, showing, waiting))));
        if (messages.stream().anyMatch(message -> message.author().equals(self.node()))) {
            waiting.thenRun(() -> tell(this::number));
        }
        return waiting;
    }

    public void past(VersionVector leaders, long before) {
        tell(() -> arrivals.historyKnown(leaders, before));
    }

    public void heldBy(NodeId member, VersionVector held) {
        tell(() -> take(outbox.fallback().heldBy(member, held, now())));
    }

    public CompletionStage<UnaryMessages.RelayAnswer> passOn(MemberId from, UnaryMessages.RelayRequest relay) {
        CompletableFuture<UnaryMessages.RelayAnswer> answer = futures.incomplete();
        tell(() -> relays.passOn(new ChatActor.RelayRequested(from, relay, answer)));
        return answer;
    }

    public void replay(int count) {
        tell(() -> later(arrivals.replay(new ChatActor.Replay(count, count))));
    }

    // --- what judges ask

    /** What this node takes a member to have. */
    public Ranges believed(NodeId member) {
        return believed.getOrDefault(member, Ranges.NONE);
    }

    // --- the machinery

    void tell(Runnable message) {
        mailbox.add(message);
        if (!busy) {
            busy = true;
            while (!mailbox.isEmpty()) {
                try {
                    mailbox.remove().run();
                } catch (RuntimeException | Error bug) { // a future would swallow it
                    futures.recordFailure(bug);
                }
                watch();
            }
            busy = false;
        }
    }

    private void takeIn(List<ChatActor.Arrived> batches) {
        batches.forEach(batch -> later(arrivals.store(batch)));
    }

    private void later(CompletionStage<Runnable> answered) {
        answered.thenAccept(this::tell);
    }

    private void watch() {
        if (!looking && (outbox.fallback().needsChecks(now()) || relays.busy())) {
            looking = true;
            timers.accept(RelayRequests.CHECK_EVERY, () -> {
                looking = false;
                tell(() -> take(relays.look(now())));
            });
        }
    }

    private void idleLater() {
        timers.accept(Outbox.IDLE_BEFORE_CLOSE.dividedBy(5), () -> {
            tell(() -> take(outbox.closeIdle(now())));
            idleLater();
        });
    }

    void take(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            fetch(send);
        } else if (effect instanceof Effect.Report report) {
            screen.show(report.delivery());
        } else if (effect instanceof Effect.SaveCursor remember) {
            believed.put(remember.member(), remember.stored());
            ports.log().saveCursor(remember.member(), remember.stored());
        } else if (effect instanceof Effect.Open wanted) {
            open(wanted.member(), wanted.attempt());
        } else if (effect instanceof Effect.Close close) {
            close(close.member());
        } else if (effect instanceof Effect.Retry retry) {
            timers.accept(
                    retry.after(), () -> tell(() -> take(outbox.retryDue(retry.member(), retry.attempt(), now()))));
        } else if (effect instanceof Effect.Relay relay) {
            relays.ask(relay);
        } else if (effect instanceof Effect.OwnMessagesMissing forgotten) {
            ports.log().skipNumbers(self.node(), forgotten.upTo());
            ports.gaps().accept(forgotten.member());
            number();
        } else if (effect instanceof Effect.Verify doubt) {
            ports.verify().accept(doubt.member());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void open(Member member, int attempt) {
        NodeId node = member.node();
        Exchanges.Exchange exchange = ports.exchanges().open(member, new Exchanges.StreamListener() {
            @Override
            public void opened(Ranges stored) {
                tell(() -> take(outbox.streamOpened(node, attempt, stored, now())));
            }

            @Override
            public CompletionStage<List<ChatMessage>> nextBatch() {
                CompletableFuture<List<ChatMessage>> next = futures.incomplete();
                tell(() -> asked(new ChatActor.BatchRequested(node, attempt, next)));
                return next;
            }

            @Override
            public void acknowledged(Ranges stored, Map<Long, String> refused) {
                tell(() -> take(outbox.acknowledged(node, attempt, stored, refused, now())));
            }

            @Override
            public void closed(String cause) {
                tell(() -> {
                    if (awaits(node, attempt)) {
                        asking.remove(node).next().completeExceptionally(new IllegalStateException("closed"));
                    }
                    take(outbox.streamClosed(node, attempt, random));
                });
            }
        });
        open.put(node, new Stream(attempt, exchange));
    }

    private void close(NodeId member) {
        Optional.ofNullable(open.remove(member))
                .ifPresent(stream -> stream.exchange().close());
    }

    private void asked(ChatActor.BatchRequested asked) {
        Stream stream = open.get(asked.member());
        if (stream == null || stream.attempt() != asked.attempt()) {
            asked.next().completeExceptionally(new IllegalStateException("closed"));
            return;
        }
        asking.put(asked.member(), asked);
        take(outbox.batchRequested(asked.member(), asked.attempt(), now()));
    }

    private boolean awaits(NodeId member, int attempt) {
        ChatActor.BatchRequested asked = asking.get(member);
        return asked != null && asked.attempt() == attempt;
    }

    private void fetch(Effect.Send send) {
        recent.find(send.wanted())
                .ifPresentOrElse(
                        found -> hand(send, found),
                        () -> ports.log()
                                .read(self.node(), send.wanted(), Outbox.MAX_BATCH)
                                .thenAccept(found -> tell(() -> hand(send, found))));
    }

    private void hand(Effect.Send send, List<ChatMessage> messages) {
        if (!awaits(send.member(), send.attempt())) {
            return;
        }
        List<ChatMessage> batch = Batches.firstThatFit(messages);
        ChatActor.BatchRequested asked = asking.remove(send.member());
        asked.next().complete(batch);
        long upTo = batch.isEmpty()
                ? send.wanted().last()
                : batch.get(batch.size() - 1).key().seq();
        outbox.batchSent(send.member(), send.attempt(), upTo, batch.size());
    }

    long now() {
        return ports.clock().getAsLong();
    }
}
