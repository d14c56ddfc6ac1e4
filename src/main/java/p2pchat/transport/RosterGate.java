package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import p2pchat.model.Authority;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Leader;
import p2pchat.model.PersonKey;
import p2pchat.model.Refusal;
import p2pchat.model.Uid;

/**
 * Decides which devices may take part in a network, at each call and at each frame (protocol 2.13). Closes the streams of
 * a device as soon as a statement removes it.
 *
 * <p>A statement or a view may reach this node a moment after the member that it admits. So a device that is not known yet
 * waits for a moment before it is refused.
 *
 * <p>Threading: any thread. An open network without statements costs two volatile reads.
 */
final class RosterGate {

    /** Devices that may not take part can name a statement that admits them, or invent one. */
    private static final Duration OUTSIDERS_EVERY = Duration.ofSeconds(1);

    /** Calls that wait; more are refused at once. */
    private static final int MAX_WAITING = 256;

    private static final Refusal NOT_INVITED =
            new Refusal(Refusal.Reason.NOT_INVITED, "not in the network, which admits only with an invitation");

    private final Supplier<Authority> authority;
    private final Function<Uid, Optional<DeviceCertificate>> certificates;
    private final AtomicLong outsidersAskedAt = new AtomicLong(System.nanoTime() - OUTSIDERS_EVERY.toNanos());
    private volatile Duration patience = Duration.ofSeconds(1);
    private volatile Consumer<Leader> asker = member -> {};
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

    private record Waiting(BooleanSupplier isOver, CompletableFuture<Void> end) {}

    /** An open stream with another device. Compared by identity. */
    final class Stream {
        private final Uid uid;
        private final DeviceKey device;
        private final Runnable close;

        private Stream(Uid uid, DeviceKey device, Runnable close) {
            this.uid = uid;
            this.device = device;
            this.close = close;
        }

        private void check() {
            if (refusal(uid, device).isPresent() && streams.remove(this)) {
                close.run();
            }
        }

        void ended() {
            streams.remove(this);
        }
    }

    /** @param certificates of the members whose cards are known */
    RosterGate(Supplier<Authority> authority, Function<Uid, Optional<DeviceCertificate>> certificates) {
        this.authority = authority;
        this.certificates = certificates;
    }

    /** Returns whether statements decide nothing, because the network is open and has none. */
    private static boolean admitsEveryone(Authority now) {
        return now.isOpen() && now.frontier().equals(Authority.NO_STATEMENTS);
    }

    /** Returns why a device may not take part now. */
    Optional<Refusal> refusal(Uid uid, DeviceKey device) {
        Authority now = authority.get();
        if (admitsEveryone(now)) {
            return Optional.empty();
        }
        Optional<PersonKey> person = certificates.apply(uid).map(DeviceCertificate::person);
        if (person.isEmpty()) {
            return Optional.of(now.isOpen() ? Refusal.notMember() : NOT_INVITED);
        }
        if (now.admits(person.get(), device)) {
            return Optional.empty();
        }
        boolean wasIn = now.isOpen() || now.people().containsKey(person.get()); // if open, the device was revoked
        return Optional.of(wasIn ? Refusal.removed() : NOT_INVITED);
    }

    /** Completes with why a device may not take part, after waiting for what may admit it. */
    CompletionStage<Optional<Refusal>> admission(Uid uid, DeviceKey device) {
        Optional<Refusal> now = refusal(uid, device);
        if (now.isEmpty() || now.get().reason() == Refusal.Reason.REMOVED) {
            return CompletableFuture.completedStage(now);
        }
        return await(() -> refusal(uid, device).isEmpty()).thenApply(over -> refusal(uid, device));
    }

    /** Fails if a device may not take part, so that it gets no content. */
    CompletionStage<Void> requireAdmitted(Uid uid, DeviceKey device) {
        return admission(uid, device)
                .thenCompose(refused -> refused.isEmpty()
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.failedStage(new IllegalStateException(
                                uid + " is " + refused.get().detail())));
    }

    /** Completes once the condition holds, or after a moment. */
    CompletionStage<Void> await(BooleanSupplier condition) {
        return await(condition, patience);
    }

    CompletionStage<Void> await(BooleanSupplier condition, Duration patience) {
        if (condition.getAsBoolean() || waiting.size() >= MAX_WAITING) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> end = new CompletableFuture<>();
        Waiting one = new Waiting(condition, end);
        waiting.add(one);
        checkAll(Set.of(one)); // it may have come true meanwhile
        return end.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, cause) -> waiting.remove(one));
    }

    /** Returns whether a device may write messages and lead. */
    boolean maySpeak(PersonKey person, DeviceKey device) {
        Authority now = authority.get();
        return admitsEveryone(now) || now.maySpeak(person, device);
    }

    /** Returns whether a member may write messages, vote and lead. */
    boolean maySpeak(Uid uid) {
        return admitsEveryone(authority.get())
                || certificates
                        .apply(uid)
                        .filter(certificate -> maySpeak(certificate.person(), certificate.device()))
                        .isPresent();
    }

    /** Returns the last message of a store that counts. An author whose card is not known may be allowed later. */
    long speaksUntil(Uid store) {
        Authority now = authority.get();
        if (admitsEveryone(now)) {
            return Long.MAX_VALUE;
        }
        return certificates
                .apply(store)
                .map(author -> now.speaksUntil(author.person(), author.device(), store))
                .orElse(0L);
    }

    /** Sets how long a device that is not known yet waits. */
    void waitFor(Duration limit) {
        patience = limit;
    }

    /** Sets the recipient of members that have other statements than this node. */
    void reportDiffering(Consumer<Leader> recipient) {
        asker = recipient;
    }

    /** Fetches the statements of a member that shows another frontier. */
    void ask(Leader member, DeviceKey device) {
        if (refusal(member.uid(), device).isEmpty() || mayAskOutsider()) {
            asker.accept(member);
        }
    }

    private boolean mayAskOutsider() {
        long last = outsidersAskedAt.get();
        long now = System.nanoTime();
        return now - last >= OUTSIDERS_EVERY.toNanos() && outsidersAskedAt.compareAndSet(last, now);
    }

    /** Registers a stream; {@code close} runs once, on any thread, if its device is not allowed any more. */
    Stream open(Uid uid, DeviceKey device, Runnable close) {
        Stream stream = new Stream(uid, device, close);
        streams.add(stream);
        stream.check(); // a statement may have come since the hello was answered
        return stream;
    }

    /** Is called when statements have changed the authority. */
    void authorityChanged() {
        checkAll(waiting);
        streams.forEach(Stream::check);
    }

    /** Is called when a view has made members known. */
    void membersKnown() {
        checkAll(waiting);
    }

    private static void checkAll(Set<Waiting> some) {
        some.stream()
                .filter(one -> one.isOver().getAsBoolean())
                .forEach(one -> one.end().complete(null));
    }
}
