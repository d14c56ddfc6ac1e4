package p2pchat.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Outcome;
import p2pchat.log.LogStore.Waiting;
import p2pchat.log.MessageLog.Draft;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.Head;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Restrictions;
import p2pchat.model.VersionVector;
import p2pchat.simulation.TrackedFutures;

/**
 * Runs {@link MessageLog} and {@link LogChange} like {@link MessageLogActor}, in virtual time. A commit is durable some
 * time before it is reported, so a crash can happen in between.
 */
public final class SimulatedLog {

    /** The result of storing, as reported by the actor. */
    public record AppendResult(List<Outcome> outcomes, List<DeliveredMessage> delivered, boolean waiting) {}

    /** Adds a request to a change, and reports its outcome afterwards. */
    private interface Request {
        void addTo(LogChange change);

        void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased);

        void failed(Throwable cause);
    }

    private record Part(Request request, int outcomes, int deliveries) {}

    private final MemoryLogStore store;
    private final MessageSigner signer;
    private final Executor executor;
    private final Consumer<Appended> onCommit;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final TrackedFutures futures;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final List<DeliveredMessage> unreported = new ArrayList<>();
    private MessageLog log;
    private boolean committing;
    private boolean reloading;

    /**
     * {@code executor} runs tasks later unless the process has ended; {@code onCommit} receives each commit
     * immediately.
     */
    public SimulatedLog(
            MemoryLogStore store,
            MessageSigner signer,
            Executor executor,
            Consumer<Appended> onCommit,
            LongSupplier clock,
            RandomGenerator random,
            TrackedFutures futures) {
        this.store = store;
        this.signer = signer;
        this.executor = executor;
        this.onCommit = onCommit;
        this.clock = clock;
        this.random = random;
        this.futures = futures;
        this.log = MessageLog.of(store.summaryNow());
        reloadIfWanted();
    }

    public MessageLog now() {
        return log;
    }

    /** Returns the log later, like a reply of the actor. */
    public CompletionStage<MessageLog> summary() {
        CompletableFuture<MessageLog> answer = futures.incomplete();
        executor.execute(() -> answer.complete(log));
        return answer;
    }

    public MemoryLogStore store() {
        return store;
    }

    public CompletionStage<DeliveredMessage> write(NodeId self, Draft draft) {
        CompletableFuture<DeliveredMessage> written = futures.incomplete();
        enqueue(new Request() {
            @Override
            public void addTo(LogChange change) {
                long now = clock.getAsLong();
                change.write(self, draft, MessageId.at(now, random), now);
            }

            @Override
            public void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
                boolean deletedMeanwhile = draft.about().isPresent() && outcomes.get(0) == Outcome.ERASED;
                if (outcomes.get(0) != Outcome.STORED && !deletedMeanwhile) {
                    throw new AssertionError(deliveries.get(0).message().key() + " was written, and is " + outcomes);
                }
                written.complete(deliveries.get(0));
                unreported.addAll(deliveries.subList(1, deliveries.size()));
            }

            @Override
            public void failed(Throwable cause) {
                written.completeExceptionally(cause);
            }
        });
        return written;
    }

    public CompletionStage<AppendResult> append(List<ChatMessage> messages) {
        CompletableFuture<AppendResult> result = futures.incomplete();
        enqueue(new Answered(result) {
            @Override
            public void addTo(LogChange change) {
                change.receive(messages);
            }
        });
        return result;
    }

    public CompletionStage<AppendResult> giveUp(VersionVector lost) {
        CompletableFuture<AppendResult> result = futures.incomplete();
        enqueue(new Answered(result) {
            @Override
            public void addTo(LogChange change) {
                change.giveUp(lost);
            }
        });
        return result;
    }

    /** Accepts a proof of another member. */
    public void prove(ForkProof proof) {
        enqueue(new Internal(change -> change.prove(proof)));
    }

    private void check(Suspicion suspicion) {
        futures.track(store.read(suspicion.author(), suspicion.read(), Suspicion.MAX_READ))
                .thenAccept(
                        stored -> executor.execute(() -> suspicion.prove(stored).ifPresent(this::prove)));
    }

    /** A request whose result nobody awaits. */
    private final class Internal implements Request {
        private final Consumer<LogChange> add;

        private Internal(Consumer<LogChange> add) {
            this.add = add;
        }

        @Override
        public void addTo(LogChange change) {
            add.accept(change);
        }

        @Override
        public void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
            unreported.addAll(deliveries);
        }

        @Override
        public void failed(Throwable cause) {}
    }

    /** Lets the next message follow these, and then runs the action. */
    public void follow(List<Head> heads, Runnable followed) {
        enqueue(new Request() {
            @Override
            public void addTo(LogChange change) {
                change.follow(heads);
            }

            @Override
            public void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
                followed.run();
            }

            @Override
            public void failed(Throwable cause) {}
        });
    }

    public void taken(NodeId self, long upTo) {
        log = log.withTaken(VersionVector.EMPTY.with(self, Ranges.upTo(upTo)));
    }

    /** Sets which messages count. Fails if the store is full. */
    public CompletionStage<MessageLogActor.RestrictResult> restrict(Restrictions restrictions) {
        Restrict request = new Restrict(restrictions, futures.incomplete());
        enqueue(request);
        return request.result;
    }

    private void restrict(Restrict request) {
        executor.execute(() -> futures.track(store.restrict(request.restrictions))
                .whenComplete((done, cause) -> executor.execute(() -> {
                    committing = false;
                    if (done == null) {
                        request.result.completeExceptionally(cause);
                    } else {
                        log = log.restarted(done.log());
                        request.voided = done.voided();
                        waiting.addFirst(request.reload(done.waiting()));
                    }
                    commitNext();
                })));
    }

    private final class Restrict implements Request {
        private final Restrictions restrictions;
        private final CompletableFuture<MessageLogActor.RestrictResult> result;
        private VersionVector voided = VersionVector.EMPTY;

        private Restrict(Restrictions restrictions, CompletableFuture<MessageLogActor.RestrictResult> result) {
            this.restrictions = restrictions;
            this.result = result;
        }

        private Request reload(List<Waiting> found) {
            return new Request() {
                @Override
                public void addTo(LogChange change) {
                    change.reload(found, found.size() < LogStore.MAX_WAITING);
                }

                @Override
                public void committed(
                        List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
                    result.complete(new MessageLogActor.RestrictResult(voided, deliveries));
                }

                @Override
                public void failed(Throwable cause) {
                    result.completeExceptionally(cause);
                }
            };
        }

        @Override
        public void addTo(LogChange change) {
            throw new AssertionError("a step of its own");
        }

        @Override
        public void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
            throw new AssertionError("a step of its own");
        }

        @Override
        public void failed(Throwable cause) {
            result.completeExceptionally(cause);
        }
    }

    private abstract class Answered implements Request {
        private final CompletableFuture<AppendResult> result;

        private Answered(CompletableFuture<AppendResult> result) {
            this.result = result;
        }

        @Override
        public void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
            List<DeliveredMessage> all = new ArrayList<>(unreported);
            unreported.clear();
            deliveries.stream()
                    .filter(delivery -> !erased.contains(delivery.message().key()))
                    .forEach(all::add);
            result.complete(new AppendResult(outcomes, all, log.waiting().size() > 0));
        }

        @Override
        public void failed(Throwable cause) {
            result.completeExceptionally(cause);
        }
    }

    private void enqueue(Request request) {
        waiting.add(request);
        commitNext();
    }

    private void commitNext() {
        if (committing || waiting.isEmpty()) {
            return;
        }
        committing = true;
        if (waiting.peek() instanceof Restrict restrict) {
            waiting.remove();
            restrict(restrict);
            return;
        }
        LogChange change = new LogChange(log, signer);
        List<Part> parts = new ArrayList<>();
        while (!waiting.isEmpty()
                && !(waiting.peek() instanceof Restrict)
                && change.entryCount() < MessageLogActor.MAX_COMMIT) {
            Request request = waiting.remove();
            try {
                request.addTo(change);
            } catch (MayNotWriteException e) {
                request.failed(e);
                continue;
            }
            parts.add(new Part(request, change.outcomeCount(), change.deliveryCount()));
        }
        executor.execute(() -> futures.track(store.append(change.batch())).whenComplete((appended, cause) -> {
            if (appended != null) {
                onCommit.accept(appended);
            }
            executor.execute(() -> committed(change, parts, appended, cause));
        }));
    }

    private void committed(LogChange change, List<Part> parts, @Nullable Appended appended, @Nullable Throwable cause) {
        committing = false;
        if (appended == null) {
            parts.forEach(part -> part.request().failed(cause == null ? new AssertionError() : cause));
        } else {
            log = change.committed(appended.digest()).withTaken(log.taken());
            List<DeliveredMessage> delivered = change.delivered(appended);
            Set<MessageKey> erased = change.erased(appended.outcomes());
            List<Outcome> outcomes = change.outcomes(appended);
            int outcome = 0;
            int delivery = 0;
            for (Part part : parts) {
                part.request()
                        .committed(
                                outcomes.subList(outcome, part.outcomes()),
                                List.copyOf(delivered.subList(delivery, part.deliveries())),
                                erased);
                outcome = part.outcomes();
                delivery = part.deliveries();
            }
            change.suspicions(appended).forEach(this::check);
        }
        reloadIfWanted();
        commitNext();
    }

    private void reloadIfWanted() {
        if (log.waiting().wantsMore() && !reloading) {
            reloading = true;
            futures.track(store.readWaiting(LogStore.MAX_WAITING))
                    .thenAccept(found -> executor.execute(() -> enqueue(new Reload(found))));
        }
    }

    private final class Reload implements Request {
        private final List<Waiting> found;

        private Reload(List<Waiting> found) {
            this.found = found;
        }

        @Override
        public void addTo(LogChange change) {
            reloading = false;
            change.reload(found, found.size() < LogStore.MAX_WAITING);
        }

        @Override
        public void committed(List<Outcome> outcomes, List<DeliveredMessage> deliveries, Set<MessageKey> erased) {
            unreported.addAll(deliveries);
        }

        @Override
        public void failed(Throwable cause) {
            reloadIfWanted();
        }
    }
}
