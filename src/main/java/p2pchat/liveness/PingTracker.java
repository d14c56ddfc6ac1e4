package p2pchat.liveness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Uid;

/** State that all watches share: snapshot, contacts, open pings and verifications, and the effects of one input. */
final class PingTracker {

    /**
     * The wait of each rank for the one before it when all have the same evidence at the same moment (H21). A leader
     * that dies breaks the connections of all members at once, and one verdict is enough.
     */
    private static final int STAGGER_MILLIS = 150;

    /** All higher ranks wait as long as this one. */
    private static final int MAX_RANK = 2;

    /** Why a ping was sent. */
    enum Purpose {
        /** A member's regular ping to its leader, or the leader's to a silent member. */
        HEARTBEAT,
        /** A candidate's ping to all members. */
        POLL,
        /** Part of a {@link Verification}. */
        VERIFY,
        /** Fetches a newer view, or another one with the id of this node's. */
        FETCH,
        /** Compares views with a member. */
        COMPARE,
        /** Another member asked for it; {@code request} is the ticket. */
        ON_REQUEST
    }

    /** An open ping. {@code about} is the suspect of an indirect one. */
    record Call(Purpose purpose, Leader to, long number, Optional<Uid> about, long request) {}

    final LivenessSettings settings;
    final Contacts contacts = new Contacts();
    final List<Verification> verifications = new ArrayList<>();
    private final Map<Long, Call> calls = new TreeMap<>();
    private final Map<Long, Effect.Send> delayed = new TreeMap<>();
    private List<Effect> effects = new ArrayList<>();
    private Optional<MembershipSnapshot> snapshot = Optional.empty();
    private long lastTicket;

    PingTracker(LivenessSettings settings) {
        this.settings = settings;
    }

    Optional<MembershipSnapshot> known() {
        return snapshot;
    }

    MembershipSnapshot snapshot() {
        return snapshot.orElseThrow();
    }

    void update(MembershipSnapshot now) {
        snapshot = Optional.of(now);
        contacts.prune(now);
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void report(LivenessReport report) {
        effects.add(new Effect.Report(report));
    }

    List<Effect> drain() {
        List<Effect> done = effects;
        effects = new ArrayList<>();
        return done;
    }

    // --- pings

    void ping(Purpose purpose, Leader to) {
        ping(purpose, to, 0);
    }

    long ping(Purpose purpose, Leader to, long delayMillis) {
        return ping(purpose, to, delayMillis, 0, Optional.empty());
    }

    void pingOnRequest(Leader to, long request, Optional<Ping.Asker> asker) {
        ping(Purpose.ON_REQUEST, to, 0, request, asker);
    }

    private long ping(Purpose purpose, Leader to, long delayMillis, long request, Optional<Ping.Asker> asker) {
        Contacts.Contact contact = contacts.of(to.uid());
        long number = ++contact.pingNumber;
        Ping ping = new Ping.Direct(number, contact.pongReceived, purpose == Purpose.FETCH, asker);
        return call(new Call(purpose, to, number, Optional.empty(), request), ping, delayMillis);
    }

    private long pingThrough(Member helper, Leader suspect, long delayMillis) {
        Call call = new Call(Purpose.VERIFY, Leader.of(helper), 0, Optional.of(suspect.uid()), 0);
        return call(call, new Ping.Indirect(suspect.id()), delayMillis);
    }

    private long call(Call call, Ping ping, long delayMillis) {
        long ticket = ++lastTicket;
        calls.put(ticket, call);
        long timeout = call.purpose() == Purpose.VERIFY ? settings.verification() : settings.ping();
        Effect.Send send = new Effect.Send(ticket, call.to(), ping, timeout);
        if (delayMillis > 0) {
            delayed.put(ticket, send);
            add(new Effect.Delay(ticket, delayMillis));
        } else {
            add(send);
        }
        return ticket;
    }

    /** Sends a delayed ping, unless its answer is known or does not matter any more. */
    void sendDelayed(long ticket) {
        Effect.Send send = delayed.remove(ticket);
        Call call = calls.get(ticket);
        boolean wanted = call != null
                && (call.purpose() != Purpose.VERIFY
                        || verifications.stream().anyMatch(verification -> verification.isAwaiting(ticket)));
        if (send != null && wanted) {
            add(send);
        } else {
            calls.remove(ticket);
        }
    }

    Optional<Call> close(long ticket) {
        return Optional.ofNullable(calls.remove(ticket));
    }

    boolean isCalling(Purpose purpose, Uid uid) {
        return calls.values().stream()
                .anyMatch(call -> call.purpose() == purpose && call.to().uid().equals(uid));
    }

    /** Drops all pings of this node's own watch; pings for other members and for views stay open. */
    void dropOwnCalls() {
        calls.values().removeIf(call -> call.purpose() != Purpose.ON_REQUEST && call.purpose() != Purpose.FETCH);
        verifications.clear();
    }

    void dropCalls(Purpose purpose, Uid uid) {
        calls.values()
                .removeIf(call -> call.purpose() == purpose && call.to().uid().equals(uid));
    }

    // --- verifications

    /** Returns how long this node lets members with lower ids act first. */
    long headStart() {
        return (long) Math.min(MAX_RANK, snapshot().rivals().size()) * STAGGER_MILLIS;
    }

    /** Pings the suspect once more and through two helpers, at the same moment. */
    void verify(Verification.Purpose purpose, Leader suspect, boolean connectionLost, RandomGenerator random) {
        if (isVerifying(suspect.uid())) {
            return;
        }
        Verification verification =
                new Verification(purpose, suspect, snapshot().stint());
        long delay = connectionLost && purpose == Verification.Purpose.LEADER ? headStart() : 0;
        verification.await(ping(Purpose.VERIFY, suspect, delay));
        for (Member helper : Verification.helpers(snapshot(), suspect.uid(), random)) {
            verification.await(pingThrough(helper, suspect, delay));
        }
        verifications.add(verification);
    }

    boolean isVerifying(Uid suspect) {
        return verifications.stream()
                .anyMatch(verification -> verification.suspect.uid().equals(suspect));
    }

    /** Ends what a sign of life settles; membership waits for the result of its own request in any case. */
    void stopVerifying(Uid suspect) {
        verifications.removeIf(verification -> verification.purpose != Verification.Purpose.REQUEST
                && verification.suspect.uid().equals(suspect));
    }

    /** Settles this ping in the verification that it belongs to, if any. */
    Optional<Verification> verificationOf(long ticket) {
        return verifications.stream()
                .filter(verification -> verification.settle(ticket))
                .findFirst();
    }
}
