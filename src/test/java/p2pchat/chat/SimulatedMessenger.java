package p2pchat.chat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.chat.UnaryMessages.RelayRequest;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveryReport;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.SyncDisplay;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.simulation.TrackedFutures;

/**
 * Does what the {@link ChatActor} does with {@link Outbox}, {@link InboundMessages} and its other parts, in virtual
 * time: the same ports, the same mailbox, no actor.
 */
public final class SimulatedMessenger {

    private final NodeId self;
    private final Outbox outbox;
    private final ChatEvents events;
    private final InboundMessages inbound;
    private final UnknownSenderBuffer unknownSenders = new UnknownSenderBuffer(List.of());
    private final SimulatedRelay relay;
    private final RecentMessages recent = new RecentMessages();
    private final ChatActor.Ports ports;
    private final BiConsumer<Duration, Runnable> timers;
    private final RandomGenerator random;
    private final TrackedFutures futures;
    private final Map<StreamId, Exchanges.Exchange> open = new HashMap<>();
    private final Map<StreamId, CompletableFuture<List<ChatMessage>>> promised = new HashMap<>();
    private final Map<NodeId, Ranges> cursors = new TreeMap<>();
    private final Deque<Runnable> mailbox = new ArrayDeque<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean logCheckRunning;
    private boolean busy;
    private boolean checkScheduled;

    /** {@code timers} runs an action after a delay, unless the process has ended by then. */
    public SimulatedMessenger(
            MemberId self,
            Ranges held,
            Map<NodeId, Ranges> cursors,
            boolean newcomer,
            ChatActor.Ports ports,
            BiConsumer<Duration, Runnable> timers,
            RandomGenerator random,
            TrackedFutures futures) {
        this.self = self.node();
        this.outbox = new Outbox(self.node(), held, cursors, newcomer);
        this.cursors.putAll(cursors);
        this.events = new ChatEvents(self.node(), Map.<NodeId, Nick>of(), ports.events(), ports.wallClock());
        this.inbound = new InboundMessages(ports.log(), events, ports.gaps());
        this.relay = new SimulatedRelay(
                self.node(),
                new RelayActor.Ports(ports.log(), ports.unaryMessages(), ports.verify(), this::arrived, ports.clock()),
                this::tell,
                timers,
                futures);
        this.ports = ports;
        this.timers = timers;
        this.random = random;
        this.futures = futures;
        timers.accept(HistoryGate.ENTRY_PATIENCE, () -> tell(inbound::historyTimeout));
        scheduleIdleCheck();
    }

    // --- commands

    public void viewChanged(View view) {
        tell(() -> {
            relay.viewChanged(view);
            inbound.viewChanged(view);
            store(unknownSenders.viewChanged(view));
            if (view.leader().equals(self)) {
                inbound.noHistory();
            }
            perform(outbox.viewChanged(view, now()));
        });
    }

    /** Completes once the message is durable, like the actor's answer. */
    public CompletionStage<MessageId> say(MessageDraft what) {
        CompletableFuture<MessageId> accepted = futures.incomplete();
        tell(() -> {
            if (outbox.mayWrite()) {
                write(what, accepted);
            } else {
                waiting.add(() -> write(what, accepted));
                checkLog();
            }
        });
        return accepted;
    }

    private void checkLog() {
        if (!logCheckRunning) {
            logCheckRunning = true;
            readLog();
        }
    }

    private void readLog() {
        ports.log()
                .held(self)
                .thenAccept(held -> tell(() -> {
                    perform(outbox.logRead(held, now()));
                    logCheckRunning = !outbox.mayWrite();
                    if (logCheckRunning) {
                        timers.accept(SequenceRecovery.CHECK_EVERY, this::readLog);
                    } else {
                        List.copyOf(waiting).forEach(Runnable::run);
                        waiting.clear();
                    }
                }));
    }

    private void write(MessageDraft what, CompletableFuture<MessageId> accepted) {
        ports.log().write(self, what).whenComplete((written, cause) -> {
            if (cause != null) {
                accepted.completeExceptionally(cause);
                return;
            }
            accepted.complete(written.message().id());
            tell(() -> {
                recent.add(written.message());
                inbound.ownWritten(written);
                perform(outbox.written(written.message(), now()));
            });
        });
    }

    public CompletionStage<ChatActor.Ack> arrived(MemberId from, List<ChatMessage> messages) {
        CompletableFuture<ChatActor.Ack> ack = futures.incomplete();
        arrived(new ChatActor.Arrived(from, messages, ack));
        return ack;
    }

    private void arrived(ChatActor.Arrived batch) {
        tell(() -> {
            if (InboundMessages.refuseOwn(batch, self)) {
                return;
            }
            if (unknownSenders.hold(batch)) {
                NodeId sender = batch.from().node();
                timers.accept(UnknownSenderBuffer.PATIENCE, () -> tell(() -> store(unknownSenders.timeout(sender))));
            } else {
                store(List.of(batch));
            }
        });
    }

    public CompletionStage<Ranges> helloReceived(MemberId from) {
        CompletableFuture<Ranges> held = futures.incomplete();
        tell(() -> inbound.helloReceived(from, held));
        return held;
    }

    public CompletionStage<Boolean> synced(List<ChatMessage> messages, VersionVector lost, SyncDisplay showing) {
        CompletableFuture<Boolean> waits = futures.incomplete();
        ChatActor.Synced synced = new ChatActor.Synced(messages, lost, showing, waits);
        tell(() -> onceAnswered(inbound.store(synced.wanted(self, outbox))));
        if (messages.stream().anyMatch(message -> message.author().equals(self))) {
            waits.thenRun(() -> tell(this::checkLog));
        }
        return waits;
    }

    public void historyKnown(VersionVector leaders, long before) {
        tell(() -> inbound.historyKnown(leaders, before));
    }

    public void restricted(ChatActor.Restricted change) {
        tell(() -> inbound.restricted(change));
    }

    public void heldBy(NodeId member, VersionVector held) {
        tell(() -> perform(outbox.heldBy(member, held, now())));
    }

    public CompletionStage<RelayAnswer> relayRequested(MemberId from, RelayRequest request) {
        CompletableFuture<RelayAnswer> answer = futures.incomplete();
        tell(() -> relay.requested(new RelayActor.Requested(from, request, answer)));
        return answer;
    }

    public void replay(int count) {
        timers.accept(HistoryGate.PATIENCE, () -> tell(inbound::historyTimeout));
        tell(() -> onceAnswered(inbound.replay(new ChatActor.Replay(count, count))));
    }

    // --- for checks

    /** Returns what this node believes that a member has. */
    public Ranges cursor(NodeId member) {
        return cursors.getOrDefault(member, Ranges.NONE);
    }

    public DeliveryReport deliveryReport(long seq) {
        return outbox.deliveryReport(seq, now());
    }

    // --- execution

    private void tell(Runnable message) {
        mailbox.add(message);
        if (!busy) {
            busy = true;
            while (!mailbox.isEmpty()) {
                try {
                    mailbox.remove().run();
                } catch (RuntimeException | Error bug) { // a future would swallow it
                    futures.recordFailure(bug);
                }
                scheduleCheck();
            }
            busy = false;
        }
    }

    private void store(List<ChatActor.Arrived> batches) {
        batches.forEach(batch -> onceAnswered(inbound.store(batch)));
    }

    private void onceAnswered(CompletionStage<Runnable> next) {
        next.thenAccept(this::tell);
    }

    private void scheduleCheck() {
        if (!checkScheduled && outbox.needsOverdueChecks(now())) {
            checkScheduled = true;
            timers.accept(RelayRequests.CHECK_EVERY, () -> {
                checkScheduled = false;
                tell(() -> perform(outbox.checkOverdue(now())));
            });
        }
    }

    private void scheduleIdleCheck() {
        timers.accept(Outbox.IDLE_BEFORE_CLOSE.dividedBy(5), () -> {
            tell(() -> perform(outbox.closeIdle(now())));
            scheduleIdleCheck();
        });
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Send send) {
            read(send);
        } else if (effect instanceof Effect.Report report) {
            events.show(report.delivery());
        } else if (effect instanceof Effect.SaveCursor cursor) {
            cursors.put(cursor.member(), cursor.stored());
            ports.log().saveCursor(cursor.member(), cursor.stored());
        } else if (effect instanceof Effect.Open wanted) {
            open(wanted.member(), wanted.stream());
        } else if (effect instanceof Effect.Close close) {
            Optional.ofNullable(open.remove(close.stream())).ifPresent(Exchanges.Exchange::close);
        } else if (effect instanceof Effect.Retry retry) {
            timers.accept(retry.after(), () -> tell(() -> perform(outbox.retryDue(retry.stream(), now()))));
        } else if (effect instanceof Effect.Relay wanted) {
            requestRelay(wanted);
        } else if (effect instanceof Effect.OwnMessagesMissing missing) {
            ports.log().skipNumbers(self, missing.upTo());
            ports.gaps().accept(missing.member());
            checkLog();
        } else if (effect instanceof Effect.Verify verify) {
            ports.verify().accept(verify.member());
        } else {
            throw new AssertionError("no handler for " + effect);
        }
    }

    private void requestRelay(Effect.Relay wanted) {
        NodeId leader = wanted.leader().node();
        require(!leader.equals(self) && !wanted.to().contains(leader), "the leader is asked to relay to itself");
        CompletionStage<Optional<ChatMessage>> body =
                wanted.withBody() ? ownMessage(wanted.key()) : futures.completed(Optional.empty());
        body.thenCompose(message -> ports.unaryMessages()
                        .relay(
                                wanted.leader(),
                                new RelayRequest(wanted.key(), wanted.id(), message, wanted.to()),
                                RelayRequests.ANSWER_TIMEOUT))
                .whenComplete((answer, cause) -> tell(() -> perform(
                        answer == null
                                ? outbox.relayFailed(wanted.ticket(), now())
                                : outbox.relayAnswered(wanted.ticket(), answer, now()))));
    }

    private CompletionStage<Optional<ChatMessage>> ownMessage(MessageKey key) {
        Ranges wanted = Ranges.NONE.with(key.seq());
        return recent.find(wanted)
                .<CompletionStage<List<ChatMessage>>>map(futures::completed)
                .orElseGet(() -> ports.log().read(self, wanted, 1))
                .thenApply(found -> found.stream().findFirst());
    }

    private void open(Member member, StreamId stream) {
        require(open.keySet().stream().noneMatch(other -> other.member().equals(stream.member())), "two streams");
        Exchanges.Exchange exchange = ports.exchanges().open(member, new Exchanges.StreamListener() {
            @Override
            public void opened(Ranges held) {
                tell(() -> perform(outbox.streamOpened(stream, held, now())));
            }

            @Override
            public CompletionStage<List<ChatMessage>> nextBatch() {
                CompletableFuture<List<ChatMessage>> next = futures.incomplete();
                tell(() -> batchRequested(stream, next));
                return next;
            }

            @Override
            public void acknowledged(Ranges stored, Map<Long, String> refused) {
                tell(() -> perform(outbox.acknowledged(stream, stored, refused, now())));
            }

            @Override
            public void closed(String cause) {
                tell(() -> {
                    open.remove(stream);
                    Optional.ofNullable(promised.remove(stream)).ifPresent(SimulatedMessenger::refuse);
                    perform(outbox.streamClosed(stream, random));
                });
            }
        });
        open.put(stream, exchange);
    }

    private void batchRequested(StreamId stream, CompletableFuture<List<ChatMessage>> next) {
        if (open.containsKey(stream)) {
            promised.put(stream, next);
            perform(outbox.batchRequested(stream, now()));
        } else {
            refuse(next);
        }
    }

    private static void refuse(CompletableFuture<List<ChatMessage>> next) {
        next.completeExceptionally(new IllegalStateException("closed"));
    }

    private void read(Effect.Send send) {
        recent.find(send.wanted())
                .ifPresentOrElse(
                        found -> send(send, found),
                        () -> ports.log()
                                .read(self, send.wanted(), Outbox.MAX_BATCH)
                                .thenAccept(found -> tell(() -> send(send, found))));
    }

    private void send(Effect.Send send, List<ChatMessage> messages) {
        if (promised.containsKey(send.stream())) {
            List<ChatMessage> batch = Batches.firstThatFit(messages);
            promised.remove(send.stream()).complete(batch);
            outbox.batchSent(send, batch);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private long now() {
        return ports.clock().getAsLong();
    }
}
