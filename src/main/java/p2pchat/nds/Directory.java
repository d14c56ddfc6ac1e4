package p2pchat.nds;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * State machine of the directory for one name: its leader, epoch and node ids.
 *
 * <p>Pure: each input returns the next state and the effects to perform, in order. Effects after a {@link Effect.Save}
 * are performed once the record is durable. If the save fails, the previous state stays; see {@link #checkAbandoned}.
 * Every ticket is answered exactly once.
 *
 * <pre>
 *             create, refresh, claim (H5)        handover without successor
 *   UNKNOWN ──────────────────────────────► LED ◄────────────────────► VACANT
 *                                           │ ▲        any claim
 *                   claim by another node   │ │ leader answered: denied, granted or stale
 *                                           ▼ │
 *                                         CHECKING   (refresh, handover and the leader's own claim pass meanwhile)
 * </pre>
 *
 * <p>A claim, refresh or handover for another network than the record's gets {@code Stale} with the record. The caller
 * compares the ids and learns that it has lost the name (H15). Exception: a network founded in the grace period after
 * an empty start yields to an older one that returns within it (H5). A create gets {@code NameTaken} instead, even if
 * the network is the caller's own and has another leader now.
 */
public final class Directory {

    public sealed interface Effect {
        record Save(NetworkRecord record) implements Effect {}

        /** Deletes the record and stops this directory of the name. */
        record Forget() implements Effect {}

        record Answer(long ticket, DirectoryReply reply) implements Effect {}

        /** Asks the leader whether it still leads the epoch. {@link #leaderAnswered} takes the answer. */
        record Probe(long number, NetworkId network, Leader leader, long epoch) implements Effect {}
    }

    public record Step(Directory next, List<Effect> effects) {}

    /**
     * Timeouts and limits.
     *
     * @param staleForStrangers the silence of a leader after which a stranger may claim (H19)
     * @param grace the time after a start without records in which only leaders restore networks (H5)
     * @param probeTries the number of times that a leader is asked before it counts as gone
     * @param extendBelow a leader with fewer ids left gets another block (H7)
     * @param abandonedAfter the silence after which a record that no leader ever refreshed is deleted
     */
    public record Settings(
            Duration staleForStrangers, Duration grace, int probeTries, int extendBelow, Duration abandonedAfter) {
        public static final Settings DEFAULT = new Settings(
                Duration.ofSeconds(15), Duration.ofSeconds(15), 2, IdBlock.SIZE / 2, Duration.ofMinutes(5));
    }

    private static final int PATIENCE_WITH_TWIN = 3;

    private final NetworkName name;
    private final Settings settings;
    private final Restoration restoration;
    private final Optional<NetworkState> state;
    private final Optional<PendingClaim> check;
    private final long nextNumber;

    private Directory(
            NetworkName name,
            Settings settings,
            Restoration restoration,
            Optional<NetworkState> state,
            Optional<PendingClaim> check,
            long nextNumber) {
        this.name = name;
        this.settings = settings;
        this.restoration = restoration;
        this.state = state;
        this.check = check;
        this.nextNumber = nextNumber;
    }

    /**
     * Creates the directory of one name.
     *
     * @param startedAt by the clock of every input's {@code now}
     * @param recordsLost whether the store was empty or an old copy
     */
    public static Directory of(
            NetworkName name, Optional<NetworkRecord> record, long startedAt, boolean recordsLost, Settings settings) {
        return new Directory(
                name,
                settings,
                new Restoration(startedAt, recordsLost, settings.grace()),
                record.map(loaded -> NetworkState.loaded(loaded, startedAt)),
                Optional.empty(),
                1);
    }

    public NetworkName name() {
        return name;
    }

    public Optional<NetworkRecord> record() {
        return state.map(NetworkState::record);
    }

    public Optional<NetworkInfo> info(long now) {
        return state.map(known -> known.info(now));
    }

    /** Whether {@link #expire} would delete the record. */
    boolean isAbandoned(long now) {
        return check.isEmpty()
                && state.filter(known -> known.isAbandoned(now, settings.abandonedAfter()))
                        .isPresent();
    }

    /** Deletes a record that no leader ever refreshed. If its founder returns after all, its refresh restores it. */
    public Step expire(DecisionContext context) {
        return isAbandoned(context.now())
                ? new Step(with(Optional.empty(), check), List.of(new Effect.Forget()))
                : new Step(this, List.of());
    }

    public Step handle(DecisionContext context, long ticket, DirectoryRequest request) {
        if (isUnfit(request)) {
            return answered(ticket, new DirectoryReply.NotAllowed());
        }
        if (request instanceof Create create) {
            return create(context, ticket, create);
        }
        if (request instanceof Claim claim) {
            return claim(context, ticket, claim);
        }
        if (request instanceof Refresh refresh) {
            return refresh(context, ticket, refresh);
        }
        return handover(context, ticket, (Handover) request);
    }

    /** Returns whether statements forbid that the caller, or its successor, leads (attacks 14 and 38). */
    private static boolean isUnfit(DirectoryRequest request) {
        return request.unfit().contains(request.node().uid())
                || (request instanceof Handover handover
                        && handover.to()
                                .filter(to -> request.unfit().contains(to.uid()))
                                .isPresent());
    }

    /** Handles the answer of the probed leader; empty after a timeout. */
    public Step leaderAnswered(DecisionContext context, long number, Optional<LeaderCheck.Confirmation> answer) {
        return check.filter(pending -> pending.number() == number)
                .map(pending -> decide(context, pending, answer))
                .orElseGet(() -> new Step(this, List.of()));
    }

    /** Returns the state to keep if a decision of {@link #leaderAnswered} cannot be saved. */
    public Directory checkAbandoned(long number) {
        return with(state, check.filter(pending -> pending.number() != number));
    }

    /** Assigns a free name at once, even in the grace period. The same founder gets the same answer again (M2, H5). */
    private Step create(DecisionContext context, long ticket, Create create) {
        if (state.isEmpty()) {
            NetworkState founded = NetworkState.founded(create, context.now(), restoration.inGrace(context.now()));
            return answered(founded, ticket, founded.grant());
        }
        NetworkState known = state.get();
        return answered(
                ticket,
                known.wasFoundedBy(create)
                        ? known.foundersGrant()
                        : new DirectoryReply.NameTaken(known.info(context.now())));
    }

    /** Restores the record first if it was lost (H5), then judges the claim. */
    private Step claim(DecisionContext context, long ticket, Claim claim) {
        long now = context.now();
        long epoch = claim.view().epoch();
        if (!Restoration.isPlausible(claim.view(), claim.highestId())) {
            return stale(context, ticket);
        }
        if (state.filter(known -> !known.isNetwork(claim.network())).isPresent()) {
            boolean reclaims = epoch > 0 && restoration.mustYield(state.orElseThrow(), now);
            return reclaims
                    ? answered(Restoration.from(claim, state, now), ticket, restoration.retryLater())
                    : stale(context, ticket);
        }
        // the record may be older than the claim: restored from a former leader or from an old copy
        boolean lost = state.filter(known -> known.epoch() >= epoch).isEmpty();
        if (restoration.inGrace(now) && (lost || state.orElseThrow().isUnconfirmed())) {
            return answered(ticket, restoration.retryLater());
        }
        if (lost && epoch == 0) {
            return stale(context, ticket);
        }
        NetworkState known =
                lost ? Restoration.from(claim, state, now) : state.orElseThrow().checkedAgainst(claim.highestId());
        return judged(context, ticket, claim, known);
    }

    private Step judged(DecisionContext context, long ticket, Claim claim, NetworkState known) {
        return switch (Arbitration.of(claim, known, isFresh(known, context), check.isPresent())) {
            case REPEAT -> answered(known, ticket, known.grant());
            case GRANT ->
                granted(context, ticket, known, claim.candidate(), claim.view().epoch());
            case STALE -> answered(known, ticket, new DirectoryReply.Stale(known.info(context.now())));
            case BUSY -> answered(known, ticket, new DirectoryReply.Busy());
            case PROBE ->
                probed(known, new PendingClaim(nextNumber, tries(claim, known) - 1, ticket, claim, known.record()));
        };
    }

    /** Two processes with one identity may both live, and the first call to a node is slow. */
    private int tries(Claim claim, NetworkState known) {
        return settings.probeTries() * (known.ledBy(claim.candidate().uid()) ? PATIENCE_WITH_TWIN : 1);
    }

    private Step decide(DecisionContext context, PendingClaim pending, Optional<LeaderCheck.Confirmation> answer) {
        Directory free = checkAbandoned(pending.number());
        NetworkState known = state.orElseThrow();
        Claim claim = pending.claim();
        return switch (pending.verdict(known, isFresh(known, context), answer)) {
            case STALE -> free.stale(context, pending.ticket());
            case ASK_AGAIN -> free.probed(known, pending.again(nextNumber));
            case DENY -> free.answered(pending.ticket(), new DirectoryReply.Denied(known.leader()));
            case GRANT ->
                free.granted(
                        context,
                        pending.ticket(),
                        known,
                        claim.candidate(),
                        claim.view().epoch());
        };
    }

    private Step refresh(DecisionContext context, long ticket, Refresh refresh) {
        long now = context.now();
        if (refresh.view().epoch() == 0
                || !Restoration.isPlausible(refresh.view(), refresh.block().last())) {
            return stale(context, ticket);
        }
        boolean restores = state.map(known -> restoration.isOutdatedBy(known, refresh, now))
                .orElse(true);
        NetworkState known = restores ? Restoration.from(refresh, state, now) : state.orElseThrow();
        if (!known.isLedBy(refresh)) {
            return stale(context, ticket);
        }
        NetworkState next = known.refreshed(refresh, now, settings.extendBelow(), context.random());
        return answered(next, ticket, new DirectoryReply.Refreshed(next.blockFor(refresh.block())));
    }

    /** The leader itself hands over, so no probe is needed (H20). */
    private Step handover(DecisionContext context, long ticket, Handover handover) {
        long epoch = handover.view().epoch();
        if (state.filter(known -> known.isNetwork(handover.network())).isEmpty()) {
            return stale(context, ticket);
        }
        NetworkState known = state.get();
        if (handover.to().filter(to -> known.wasGranted(to.uid(), epoch)).isPresent()) {
            return answered(ticket, known.grant());
        }
        boolean vacatedBefore = handover.to().isEmpty() && known.isVacant();
        if (known.epoch() != epoch
                || !(vacatedBefore || known.ledBy(handover.from().uid()))) {
            return stale(context, ticket);
        }
        return handover.to()
                .map(to -> granted(context, ticket, known, to, epoch))
                .orElseGet(() -> answered(known.vacated(), ticket, new DirectoryReply.Vacated()));
    }

    private Step granted(DecisionContext context, long ticket, NetworkState known, Leader to, long from) {
        if (!known.record().hasIdsLeft()) {
            return answered(known, ticket, new DirectoryReply.Retry("the network has used up its node ids"));
        }
        NetworkState next = known.granted(to, from, context);
        return answered(next, ticket, next.grant());
    }

    private Step probed(NetworkState known, PendingClaim pending) {
        Effect probe = new Effect.Probe(pending.number(), known.record().id(), known.leader(), known.epoch());
        return step(
                new Directory(
                        name, settings, restoration, Optional.of(known), Optional.of(pending), pending.number() + 1),
                probe);
    }

    private Step stale(DecisionContext context, long ticket) {
        return answered(
                ticket,
                info(context.now())
                        .<DirectoryReply>map(DirectoryReply.Stale::new)
                        .orElseGet(DirectoryReply.Unknown::new));
    }

    private Step answered(long ticket, DirectoryReply reply) {
        return step(this, new Effect.Answer(ticket, reply));
    }

    private Step answered(NetworkState known, long ticket, DirectoryReply reply) {
        return step(with(Optional.of(known), check), new Effect.Answer(ticket, reply));
    }

    /** Saves a changed record before the answer is sent (protocol 2.10). */
    private Step step(Directory next, Effect last) {
        return next.record()
                .filter(changed -> !record().equals(Optional.of(changed)))
                .map(changed -> new Step(next, List.of(new Effect.Save(changed), last)))
                .orElseGet(() -> new Step(next, List.of(last)));
    }

    private Directory with(Optional<NetworkState> known, Optional<PendingClaim> pending) {
        return new Directory(name, settings, restoration, known, pending, nextNumber);
    }

    private boolean isFresh(NetworkState known, DecisionContext context) {
        return context.now() - known.refreshedAt()
                < settings.staleForStrangers().toMillis();
    }
}
