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

/** What the watches share: the standing, the contacts, the calls under way, and the effects of the present input. */
final class PingTracker {

    /**
     * How long each rank waits for the one before it where all have the same evidence at the same moment (H21): a leader
     * that dies breaks everybody's connection at once, and one verdict is enough.
     */
    private static final int STAGGER_MILLIS = 150;

    /** From this rank on all wait alike: the wait is for one better placed, and two of them will do. */
    private static final int LAST_RANK = 2;

    /** Why a ping was sent. */
    enum Purpose {
        /** The member's own ping to its leader, or the leader's to a silent member. */
        PULSE,
        /** The candidate's round to everybody. */
        POLL,
        /** Part of a {@link Verification}. */
        VERIFY,
        /** For the view of somebody who knows a newer one. */
        FETCH,
        /** Somebody asked us to ping; {@code asker} is its ticket. */
        HELP
    }

    /** A ping under way. */
    record Call(Purpose purpose, Leader to, long number, Optional<Uid> about, long asker) {}

    final LivenessSettings settings;
    final Contacts contacts = new Contacts();
    final List<Verification> verifications = new ArrayList<>();
    private final Map<Long, Call> calls = new TreeMap<>();
    private List<Effect> effects = new ArrayList<>();
    private Optional<MembershipSnapshot> standing = Optional.empty();
    private long lastTicket;

    PingTracker(LivenessSettings settings) {
        this.settings = settings;
    }

    Optional<MembershipSnapshot> known() {
        return standing;
    }

    MembershipSnapshot standing() {
        return standing.orElseThrow();
    }

    void stand(MembershipSnapshot now) {
        standing = Optional.of(now);
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

    long ping(Purpose purpose, Leader to, long afterMillis) {
        return ping(purpose, to, afterMillis, 0);
    }

    void help(Leader to, long asker) {
        ping(Purpose.HELP, to, 0, asker);
    }

    private long ping(Purpose purpose, Leader to, long afterMillis, long asker) {
        Contacts.Contact contact = contacts.of(to.uid());
        long number = ++contact.pingNumber;
        long ticket = ++lastTicket;
        calls.put(ticket, new Call(purpose, to, number, Optional.empty(), asker));
        long timeout = purpose == Purpose.VERIFY ? settings.proof() : settings.ping();
        add(new Effect.Send(ticket, to, new Ping.Direct(number, contact.pongReceived), timeout, afterMillis));
        return ticket;
    }

    /** The head start of those who outrank us. */
    long headStart() {
        return (long) Math.min(LAST_RANK, standing().rivals().size()) * STAGGER_MILLIS;
    }

    private long pingThrough(Member helper, Leader suspect, long afterMillis) {
        long ticket = ++lastTicket;
        Leader to = Leader.of(helper);
        calls.put(ticket, new Call(Purpose.VERIFY, to, 0, Optional.of(suspect.uid()), 0));
        add(new Effect.Send(ticket, to, new Ping.Indirect(suspect.id()), settings.proof(), afterMillis));
        return ticket;
    }

    /** One more direct ping, and two through others, at the same moment. */
    void verify(Verification.Purpose purpose, Leader suspect, boolean connectionLost, RandomGenerator random) {
        if (verifying(suspect.uid())) {
            return;
        }
        Verification verification =
                new Verification(purpose, suspect, standing().stint());
        long headStart = connectionLost && purpose == Verification.Purpose.LEADER ? headStart() : 0;
        verification.awaits(ping(Purpose.VERIFY, suspect, headStart));
        for (Member helper : Verification.helpers(standing(), suspect.uid(), random)) {
            verification.awaits(pingThrough(helper, suspect, headStart));
        }
        verifications.add(verification);
    }

    boolean verifying(Uid suspect) {
        return verifications.stream()
                .anyMatch(verification -> verification.suspect.uid().equals(suspect));
    }

    /** A yes came, or the question is void. */
    void stopVerifying(Uid suspect) {
        verifications.removeIf(verification -> verification.suspect.uid().equals(suspect));
    }

    Optional<Verification> verificationOf(long ticket) {
        return verifications.stream()
                .filter(verification -> verification.settle(ticket))
                .findFirst();
    }

    /** Whether a call that was to wait is still to be made; one that is not is closed. */
    boolean wanted(long ticket) {
        Call call = calls.get(ticket);
        boolean wanted = call != null
                && (call.purpose() != Purpose.VERIFY
                        || verifications.stream().anyMatch(verification -> verification.awaiting(ticket)));
        if (!wanted) {
            calls.remove(ticket);
        }
        return wanted;
    }

    Optional<Call> close(long ticket) {
        return Optional.ofNullable(calls.remove(ticket));
    }

    boolean calling(Purpose purpose, Uid uid) {
        return calls.values().stream()
                .anyMatch(call -> call.purpose() == purpose && call.to().uid().equals(uid));
    }

    /** What we wanted to know no longer matters; what others asked of us still does. */
    void dropOwnCalls() {
        calls.values().removeIf(call -> call.purpose() != Purpose.HELP && call.purpose() != Purpose.FETCH);
        verifications.clear();
    }

    void dropCalls(Purpose purpose, Uid uid) {
        calls.values()
                .removeIf(call -> call.purpose() == purpose && call.to().uid().equals(uid));
    }
}
