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
 * {@link Effect.Save} is performed once that is durable. If it cannot be made durable, the state before stays, without
 * the claim that was checked: {@link #abandoned}. Every ticket is answered exactly once.
 *
 * <pre>
 *             create, refresh, claim (H5)          handover to nobody
 *   UNKNOWN ──────────────────────────────► LED ◄────────────────────► VACANT
 *                                           │ ▲        any claim
 *                    claim of another leader│ │confirmed: denied, granted, stale
 *                                           ▼ │
 *                                         CHECKING   (refresh, handover and the leader's own claim pass meanwhile)
 * </pre>
 *
 * <p>A claim, refresh or handover that names another network than the record's gets {@code Stale} with the record: the
 * asker compares the ids and knows that the name is lost to it (H15). The one exception: a network founded in the grace
 * time after an empty start yields to an older one that comes back within it (H5).
 */
public final class Directory {

    /** Epochs and ids carried by a request restore nothing when they are higher: they would overflow after a jump. */
    private static final long MAX_CARRIED_EPOCH = 1L << 53;

    private static final int MAX_CARRIED_ID = 1 << 30;

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
     * @param grace how long after an empty start networks are restored from their leaders alone (H5)
     * @param probeTries how often a leader is asked before its silence counts
     * @param extendBelow how few ids a leader may have left before it gets more (H7)
     */
    public record Settings(Duration staleForStrangers, Duration grace, int probeTries, int extendBelow) {
        public static final Settings DEFAULT =
                new Settings(Duration.ofSeconds(15), Duration.ofSeconds(15), 2, IdBlock.SIZE / 2);
    }

    /** When the directory started, and whether it remembered nothing at all then. */
    private record Start(long at, boolean empty) {}

    /** The arguments every decision may need. */
    private record Moment(long now, long wallClock, RandomGenerator random) {}

    /** A claim that waits for the old leader's word. */
    private record Check(long number, int triesLeft, long ticket, Claim claim, NetworkRecord against) {

        boolean stillAgainst(NetworkRecord record) {
            return record.id().equals(against.id())
                    && record.epoch() == against.epoch()
                    && record.leader().map(Leader::uid).equals(against.leader().map(Leader::uid));
        }

        boolean ofStranger() {
            return claim.view().epoch() < against.epoch();
        }
    }

    private final NetworkName name;
    private final Settings settings;
    private final Start start;
    private final Optional<Standing> standing;
    private final Optional<Check> check;
    private final long nextNumber;

    private Directory(
            NetworkName name,
            Settings settings,
            Start start,
            Optional<Standing> standing,
            Optional<Check> check,
            long nextNumber) {
        this.name = name;
        this.settings = settings;
        this.start = start;
        this.standing = standing;
        this.check = check;
        this.nextNumber = nextNumber;
    }

    /**
     * The directory of one name as it starts.
     *
     * @param startedAt by the clock of all inputs' {@code now}
     * @param emptyStart whether the store held no network at all
     */
    public static Directory of(
            NetworkName name, Optional<NetworkRecord> record, long startedAt, boolean emptyStart, Settings settings) {
        Optional<Standing> standing = record.map(kept -> Standing.loaded(kept, startedAt));
        return new Directory(name, settings, new Start(startedAt, emptyStart), standing, Optional.empty(), 1);
    }

    public Optional<NetworkRecord> record() {
        return standing.map(Standing::record);
    }

    public Optional<NetworkInfo> info(long now) {
        return standing.map(known -> known.info(now));
    }

    /**
     * A request. {@code now} is monotonic, {@code wallClock} counts from 1970 and only numbers the epochs of restored
     * records; both are milliseconds.
     */
    public Step ask(long now, long wallClock, RandomGenerator random, long ticket, DirectoryRequest request) {
        Moment moment = new Moment(now, wallClock, random);
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
                .map(pending -> settled(new Moment(now, wallClock, random), pending, answer))
                .orElseGet(() -> new Step(this, List.of()));
    }

    /** What {@link #confirmed} decided could not be made durable: the state before stays, and the check is over. */
    public Directory abandoned(long number) {
        return with(standing, check.filter(pending -> pending.number() != number));
    }

    /** A name is given at once, also in the grace time; the same founder gets the same answer again (M2, H5). */
    private Step create(Moment moment, long ticket, Create create) {
        if (standing.isEmpty()) {
            NetworkRecord record = NetworkRecord.founded(create.network(), name, create.founder());
            Standing founded = Standing.founded(record, moment.now(), inGrace(moment));
            return answered(founded, ticket, founded.grant());
        }
        Standing known = standing.get();
        boolean repeated = known.record().id().equals(create.network())
                && known.epoch() == NetworkRecord.FIRST_EPOCH
                && known.wasGranted(create.founder().uid(), 0);
        return answered(
                known,
                ticket,
                repeated
                        ? new DirectoryReply.Granted(
                                known.epoch(), create.founder(), new IdBlock(1, IdBlock.SIZE), Optional.empty())
                        : new DirectoryReply.NameTaken(known.info(moment.now())));
    }

    /** H5 decides whether there is a record to judge by; {@link #judged} is the arbitration proper. */
    private Step claim(Moment moment, long ticket, Claim claim) {
        boolean knowsView = claim.view().epoch() > 0;
        if (!isPlausible(claim.view().epoch(), claim.highestId())) {
            return stale(moment, ticket);
        }
        if (standing.isEmpty()) {
            if (inGrace(moment)) {
                return answered(ticket, restoring());
            }
            return knowsView ? judged(moment, ticket, claim, restored(moment, claim)) : stale(moment, ticket);
        }
        Standing known = standing.get();
        if (!known.record().id().equals(claim.network())) {
            return knowsView && yields(known, moment)
                    ? answered(restored(moment, claim), ticket, restoring())
                    : stale(moment, ticket);
        }
        if (claim.view().epoch() > known.epoch()) { // this record is the older one: its store was, or its restorer
            return inGrace(moment)
                    ? answered(ticket, restoring())
                    : judged(moment, ticket, claim, restored(moment, claim));
        }
        return judged(moment, ticket, claim, known.outrunBy(claim.highestId()));
    }

    /** The arbitration of a claim against the record it speaks of (M7). The order of the rules matters. */
    private Step judged(Moment moment, long ticket, Claim claim, Standing known) {
        boolean stranger = claim.view().epoch() < known.epoch();
        boolean fresh = isFresh(known, moment);
        if (known.wasGranted(claim.candidate().uid(), claim.view().epoch())) {
            return answered(known, ticket, known.grant());
        }
        if (known.isVacant()) { // H20
            return granted(
                    moment, ticket, known, claim.candidate(), claim.view().epoch());
        }
        boolean late = stranger && fresh && known.proven(); // it has led by a newer epoch since
        if (known.ledBy(claim.candidate().uid()) && !late) {
            return granted(
                    moment, ticket, known, claim.candidate(), claim.view().epoch());
        }
        if (stranger && fresh) { // H19
            return answered(known, ticket, new DirectoryReply.Stale(known.info(moment.now())));
        }
        if (check.isPresent()) {
            return answered(known, ticket, new DirectoryReply.Busy());
        }
        return probed(known, new Check(nextNumber, settings.probeTries() - 1, ticket, claim, known.record()));
    }

    private Step probed(Standing known, Check next) {
        Leader leader = known.record().leader().orElseThrow();
        Effect probe = new Effect.Probe(next.number(), known.record().id(), leader, known.epoch());
        return with(Optional.of(known), Optional.of(next)).after(this, probe);
    }

    /** A leader that leads and hears no fewer than the candidate stays (H2). No answer counts after the last try. */
    private Step settled(Moment moment, Check pending, Optional<LeaderCheck.Confirmation> answer) {
        Directory free = abandoned(pending.number());
        Standing known = standing.orElseThrow();
        if (!pending.stillAgainst(known.record()) || (pending.ofStranger() && isFresh(known, moment))) {
            return free.stale(moment, pending.ticket());
        }
        if (answer.isEmpty() && pending.triesLeft() > 0) {
            return free.probed(
                    known,
                    new Check(nextNumber, pending.triesLeft() - 1, pending.ticket(), pending.claim(), known.record()));
        }
        Claim claim = pending.claim();
        boolean stays = answer.filter(LeaderCheck.Confirmation::leading)
                .filter(word -> pending.ofStranger() || word.heard() >= claim.heard())
                .isPresent();
        return stays
                ? free.answered(
                        pending.ticket(),
                        new DirectoryReply.Denied(known.record().leader().orElseThrow()))
                : free.granted(
                        moment,
                        pending.ticket(),
                        known,
                        claim.candidate(),
                        claim.view().epoch());
    }

    private Step refresh(Moment moment, long ticket, Refresh refresh) {
        long epoch = refresh.view().epoch();
        if (epoch == 0 || !isPlausible(epoch, refresh.block().last())) {
            return stale(moment, ticket);
        }
        boolean wins = standing.isEmpty()
                || standing.filter(known -> isOlder(known, refresh, moment)).isPresent();
        Standing known = wins ? restored(moment, refresh) : standing.orElseThrow();
        boolean hearsay = known.record().restored(); // its leader may be what a claimant believed
        if (!known.record().id().equals(refresh.network())
                || known.epoch() != epoch
                || !(hearsay || known.ledBy(refresh.leader().uid()))) {
            return stale(moment, ticket);
        }
        Standing heard = known.refreshed(refresh, moment.now());
        boolean runsShort = refresh.block().last() - refresh.block().first() + 1 < settings.extendBelow();
        Standing next =
                runsShort && !heard.isAheadOf(refresh.block()) && heard.record().hasIdsLeft()
                        ? heard.extended(moment.random())
                        : heard;
        return answered(next, ticket, new DirectoryReply.Refreshed(next.blockFor(refresh.block())));
    }

    /** A refresh with a higher epoch than the record wins at any time (H5). */
    private boolean isOlder(Standing known, Refresh refresh, Moment moment) {
        return known.record().id().equals(refresh.network())
                ? known.epoch() < refresh.view().epoch()
                : yields(known, moment);
    }

    /** The holder itself gives the leadership away, so nobody is asked (H20). */
    private Step handover(Moment moment, long ticket, Handover handover) {
        long epoch = handover.view().epoch();
        if (standing.filter(known -> known.record().id().equals(handover.network()))
                .isEmpty()) {
            return stale(moment, ticket);
        }
        Standing known = standing.get();
        if (handover.to().filter(to -> known.wasGranted(to.uid(), epoch)).isPresent()) {
            return answered(ticket, known.grant());
        }
        if (handover.to().isEmpty() && known.isVacant() && known.epoch() == epoch) {
            return answered(ticket, new DirectoryReply.Vacated());
        }
        if (known.epoch() != epoch || !known.ledBy(handover.from().uid())) {
            return stale(moment, ticket);
        }
        return handover.to()
                .map(to -> granted(moment, ticket, known, to, epoch))
                .orElseGet(() -> answered(known.vacated(), ticket, new DirectoryReply.Vacated()));
    }

    private Step granted(Moment moment, long ticket, Standing known, Leader to, long from) {
        if (!known.record().hasIdsLeft()) {
            return answered(known, ticket, new DirectoryReply.Retry("the network has used up its node ids"));
        }
        Standing next = known.granted(to, from, moment.now(), moment.wallClock(), moment.random());
        return answered(next, ticket, next.grant());
    }

    private Standing restored(Moment moment, Claim claim) {
        int highest = Math.max(claim.highestId(), claim.candidate().id().node().value());
        return restored(moment, claim, claim.view().epoch(), claim.knownLeader(), highest, claim.heard());
    }

    private Standing restored(Moment moment, Refresh refresh) {
        int highest =
                Math.max(refresh.block().last(), refresh.leader().id().node().value());
        Optional<Leader> leader = Optional.of(refresh.leader());
        return restored(moment, refresh, refresh.view().epoch(), leader, highest, refresh.members());
    }

    /** What a member carries becomes the record; ids that this directory has reserved itself stay reserved. */
    private Standing restored(
            Moment moment, DirectoryRequest from, long epoch, Optional<Leader> leader, int highest, int members) {
        int kept = record().filter(record -> record.id().equals(from.network()))
                .map(NetworkRecord::idHighWater)
                .orElse(0);
        NetworkRecord record = NetworkRecord.restored(from.network(), name, epoch, leader, Math.max(kept, highest));
        return Standing.restored(record, moment.now(), members);
    }

    private static DirectoryReply restoring() {
        return new DirectoryReply.Retry("the directory has just started and waits for leaders to report");
    }

    private Step stale(Moment moment, long ticket) {
        return answered(
                ticket,
                info(moment.now())
                        .<DirectoryReply>map(DirectoryReply.Stale::new)
                        .orElseGet(DirectoryReply.Unknown::new));
    }

    private Step answered(long ticket, DirectoryReply reply) {
        return new Step(this, List.of(new Effect.Answer(ticket, reply)));
    }

    private Step answered(Standing next, long ticket, DirectoryReply reply) {
        return with(Optional.of(next), check).after(this, new Effect.Answer(ticket, reply));
    }

    /** Saves first whenever the record has changed (2.10). */
    private Step after(Directory before, Effect effect) {
        return record().equals(before.record())
                ? new Step(this, List.of(effect))
                : new Step(this, List.of(new Effect.Save(record().orElseThrow()), effect));
    }

    private Directory with(Optional<Standing> known, Optional<Check> pending) {
        long following = pending.map(Check::number)
                        .filter(number -> number >= nextNumber)
                        .isPresent()
                ? nextNumber + 1
                : nextNumber;
        return new Directory(name, settings, start, known, pending, following);
    }

    private boolean yields(Standing known, Moment moment) {
        return known.founding() && inGrace(moment);
    }

    private boolean inGrace(Moment moment) {
        return start.empty() && moment.now() - start.at() < settings.grace().toMillis();
    }

    private boolean isFresh(Standing known, Moment moment) {
        return moment.now() - known.refreshedAt() < settings.staleForStrangers().toMillis();
    }

    private static boolean isPlausible(long epoch, int highestId) {
        return epoch <= MAX_CARRIED_EPOCH && highestId <= MAX_CARRIED_ID;
    }
}
