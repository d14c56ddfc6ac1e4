package p2pchat.nds;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Create;
import p2pchat.model.DirectoryRequest.Handover;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

/**
 * What the directory knows and decides about one name: who leads, by which epoch, and which ids are whose.
 *
 * <p>A pure state machine: each input returns the next state and the effects to perform, in order; what follows a
 * {@link Effect.Save} is performed once that is durable. If it cannot be made durable, the state before stays; see
 * {@link #abandoned}. Every ticket is answered exactly once.
 *
 * <pre>
 *             create, refresh, claim (H5)          handover to nobody
 *   UNKNOWN ──────────────────────────────► LED ◄────────────────────► VACANT
 *                                           │ ▲        any claim
 *                   claim by somebody else  │ │ confirmed: denied, granted or stale
 *                                           ▼ │
 *                                         CHECKING   (refresh, handover and the leader's own claim pass meanwhile)
 * </pre>
 *
 * <p>A claim, refresh or handover that names another network than the record's gets {@code Stale} with the record: the
 * asker compares the ids and knows that the name is lost to it (H15). The one exception: a network founded in the grace
 * time after an empty start yields to an older one that comes back within it (H5). A create gets {@code NameTaken}
 * instead, also when the network is its own and lives on under another leader.
 */
public final class Directory {

    /** What the caller must perform. */
    public sealed interface Effect {
        record Save(NetworkRecord record) implements Effect {}

        record Answer(long ticket, DirectoryReply reply) implements Effect {}

        /** Ask that leader whether it still leads that epoch, and report with this number. */
        record Probe(long number, NetworkId network, Leader leader, long epoch) implements Effect {}
    }

    public record Step(Directory next, List<Effect> effects) {}

    /**
     * How patient the directory is.
     *
     * @param staleForStrangers how long a leader must be silent before a stranger may claim (H19)
     * @param grace how long after a start without its records networks are restored from their leaders alone (H5)
     * @param probeTries how often a leader is asked before its silence counts
     * @param extendBelow a leader with fewer ids left than this gets more (H7)
     */
    public record Settings(Duration staleForStrangers, Duration grace, int probeTries, int extendBelow) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(15), Duration.ofSeconds(15), 2, IdBlock.SIZE / 2);
    }

    private final NetworkName name;
    private final Settings settings;
    private final Restoration restoration;
    private final Optional<NetworkState> standing;
    private final Optional<PendingClaim> check;
    private final long nextNumber;

    private Directory(
            NetworkName name,
            Settings settings,
            Restoration restoration,
            Optional<NetworkState> standing,
            Optional<PendingClaim> check,
            long nextNumber) {
        this.name = name;
        this.settings = settings;
        this.restoration = restoration;
        this.standing = standing;
        this.check = check;
        this.nextNumber = nextNumber;
    }

    /**
     * The directory of one name as it starts.
     *
     * @param startedAt by the clock of every input's {@code now}
     * @param forgetful whether the store held no network at all, or was an old copy
     */
    public static Directory of(
            NetworkName name, Optional<NetworkRecord> record, long startedAt, boolean forgetful, Settings settings) {
        return new Directory(
                name,
                settings,
                new Restoration(startedAt, forgetful, settings.grace()),
                record.map(kept -> NetworkState.loaded(kept, startedAt)),
                Optional.empty(),
                1);
    }

    public NetworkName name() {
        return name;
    }

    public Optional<NetworkRecord> record() {
        return standing.map(NetworkState::record);
    }

    public Optional<NetworkInfo> info(long now) {
        return standing.map(known -> known.info(now));
    }

    /** A request. {@code now} is monotonic, {@code wallClock} counts from 1970; both are milliseconds. */
    public Step ask(long now, long wallClock, RandomGenerator random, long ticket, DirectoryRequest request) {
        DecisionContext moment = new DecisionContext(now, wallClock, random);
        if (request instanceof Create create) {
            return create(moment, ticket, create);
        }
        if (request instanceof Claim claim) {
            return claim(moment, ticket, claim);
        }
        if (request instanceof Refresh refresh) {
            return refresh(moment, ticket, refresh);
        }
        return handover(moment, ticket, (Handover) request);
    }

    /** The word of the leader that was probed; empty when none came in time. */
    public Step confirmed(
            long now, long wallClock, RandomGenerator random, long number, Optional<LeaderCheck.Confirmation> answer) {
        return check.filter(pending -> pending.number() == number)
                .map(pending -> settled(new DecisionContext(now, wallClock, random), pending, answer))
                .orElseGet(() -> new Step(this, List.of()));
    }

    /** What {@link #confirmed} decided could not be made durable: the state before stays, and the check is over. */
    public Directory abandoned(long number) {
        return with(standing, check.filter(pending -> pending.number() != number));
    }

    /** A name is given at once, also in the grace time; the same founder gets the same answer again (M2, H5). */
    private Step create(DecisionContext moment, long ticket, Create create) {
        if (standing.isEmpty()) {
            NetworkState founded = NetworkState.founded(create, moment.now(), restoration.inGrace(moment.now()));
            return answered(founded, ticket, founded.grant());
        }
        NetworkState known = standing.get();
        return answered(
                ticket,
                known.wasFoundedBy(create)
                        ? known.foundersGrant()
                        : new DirectoryReply.NameTaken(known.info(moment.now())));
    }

    /** Decides whether there is a record to judge by, or one to restore first (H5). */
    private Step claim(DecisionContext moment, long ticket, Claim claim) {
        long now = moment.now();
        long epoch = claim.view().epoch();
        if (!Restoration.isPlausible(claim.view(), claim.highestId())) {
            return stale(moment, ticket);
        }
        if (standing.filter(known -> !known.isOf(claim.network())).isPresent()) {
            boolean takesBack = epoch > 0 && restoration.yields(standing.orElseThrow(), now);
            return takesBack
                    ? answered(Restoration.from(claim, standing, now), ticket, restoration.waiting())
                    : stale(moment, ticket);
        }
        // A record may also be older than the claim: restored from a leader long overtaken, or from an old copy.
        boolean forgotten = standing.filter(known -> known.epoch() >= epoch).isEmpty();
        if (restoration.inGrace(now) && (forgotten || standing.orElseThrow().isHearsay())) {
            return answered(ticket, restoration.waiting());
        }
        if (forgotten && epoch == 0) {
            return stale(moment, ticket);
        }
        NetworkState known = forgotten
                ? Restoration.from(claim, standing, now)
                : standing.orElseThrow().outrunBy(claim.highestId());
        return judged(moment, ticket, claim, known);
    }

    private Step judged(DecisionContext moment, long ticket, Claim claim, NetworkState known) {
        return switch (Arbitration.of(claim, known, isFresh(known, moment), check.isPresent())) {
            case REPEAT -> answered(known, ticket, known.grant());
            case GRANT ->
                granted(moment, ticket, known, claim.candidate(), claim.view().epoch());
            case STALE -> answered(known, ticket, new DirectoryReply.Stale(known.info(moment.now())));
            case BUSY -> answered(known, ticket, new DirectoryReply.Busy());
            case PROBE ->
                probed(known, new PendingClaim(nextNumber, settings.probeTries() - 1, ticket, claim, known.record()));
        };
    }

    private Step settled(DecisionContext moment, PendingClaim pending, Optional<LeaderCheck.Confirmation> answer) {
        Directory free = abandoned(pending.number());
        NetworkState known = standing.orElseThrow();
        Claim claim = pending.claim();
        return switch (pending.verdict(known, isFresh(known, moment), answer)) {
            case STALE -> free.stale(moment, pending.ticket());
            case ASK_AGAIN -> free.probed(known, pending.again(nextNumber));
            case DENY -> free.answered(pending.ticket(), new DirectoryReply.Denied(known.leader()));
            case GRANT ->
                free.granted(
                        moment,
                        pending.ticket(),
                        known,
                        claim.candidate(),
                        claim.view().epoch());
        };
    }

    private Step refresh(DecisionContext moment, long ticket, Refresh refresh) {
        long now = moment.now();
        if (refresh.view().epoch() == 0
                || !Restoration.isPlausible(refresh.view(), refresh.block().last())) {
            return stale(moment, ticket);
        }
        boolean restores = standing.map(known -> restoration.isOutdone(known, refresh, now))
                .orElse(true);
        NetworkState known = restores ? Restoration.from(refresh, standing, now) : standing.orElseThrow();
        if (!known.isLedBy(refresh)) {
            return stale(moment, ticket);
        }
        NetworkState next = known.refreshed(refresh, now, settings.extendBelow(), moment.random());
        return answered(next, ticket, new DirectoryReply.Refreshed(next.blockFor(refresh.block())));
    }

    /** The holder itself gives the leadership away, so nobody is asked (H20). */
    private Step handover(DecisionContext moment, long ticket, Handover handover) {
        long epoch = handover.view().epoch();
        if (standing.filter(known -> known.isOf(handover.network())).isEmpty()) {
            return stale(moment, ticket);
        }
        NetworkState known = standing.get();
        if (handover.to().filter(to -> known.wasGranted(to.uid(), epoch)).isPresent()) {
            return answered(ticket, known.grant());
        }
        boolean vacatedBefore = handover.to().isEmpty() && known.isVacant();
        if (known.epoch() != epoch
                || !(vacatedBefore || known.ledBy(handover.from().uid()))) {
            return stale(moment, ticket);
        }
        return handover.to()
                .map(to -> granted(moment, ticket, known, to, epoch))
                .orElseGet(() -> answered(known.vacated(), ticket, new DirectoryReply.Vacated()));
    }

    private Step granted(DecisionContext moment, long ticket, NetworkState known, Leader to, long from) {
        if (!known.record().hasIdsLeft()) {
            return answered(known, ticket, new DirectoryReply.Retry("the network has used up its node ids"));
        }
        NetworkState next = known.granted(to, from, moment);
        return answered(next, ticket, next.grant());
    }

    private Step probed(NetworkState known, PendingClaim pending) {
        Effect probe = new Effect.Probe(pending.number(), known.record().id(), known.leader(), known.epoch());
        return step(
                new Directory(
                        name, settings, restoration, Optional.of(known), Optional.of(pending), pending.number() + 1),
                probe);
    }

    private Step stale(DecisionContext moment, long ticket) {
        return answered(
                ticket,
                info(moment.now())
                        .<DirectoryReply>map(DirectoryReply.Stale::new)
                        .orElseGet(DirectoryReply.Unknown::new));
    }

    private Step answered(long ticket, DirectoryReply reply) {
        return step(this, new Effect.Answer(ticket, reply));
    }

    private Step answered(NetworkState known, long ticket, DirectoryReply reply) {
        return step(with(Optional.of(known), check), new Effect.Answer(ticket, reply));
    }

    /** Whatever has changed in the record is saved before anybody hears of it (protocol 2.10). */
    private Step step(Directory next, Effect last) {
        return next.record()
                .filter(changed -> !record().equals(Optional.of(changed)))
                .map(changed -> new Step(next, List.of(new Effect.Save(changed), last)))
                .orElseGet(() -> new Step(next, List.of(last)));
    }

    private Directory with(Optional<NetworkState> known, Optional<PendingClaim> pending) {
        return new Directory(name, settings, restoration, known, pending, nextNumber);
    }

    private boolean isFresh(NetworkState known, DecisionContext moment) {
        return moment.now() - known.refreshedAt() < settings.staleForStrangers().toMillis();
    }
}
