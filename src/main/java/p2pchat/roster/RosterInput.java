package p2pchat.roster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import p2pchat.model.Act;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.Uid;

/** What happens to a {@link Roster}. */
sealed interface RosterInput {

    /**
     * The user decides something.
     *
     * @param known the people of the network
     * @param at milliseconds since 1970
     */
    record Decide(long ticket, Act act, Set<PersonKey> known, long at) implements RosterInput {}

    /**
     * The user is about to decide something.
     *
     * @param known the people of the network
     * @param at milliseconds since 1970
     */
    record Check(long ticket, Act act, Set<PersonKey> known, long at) implements RosterInput {}

    /**
     * A device asks for admission.
     *
     * @param at milliseconds since 1970
     */
    record Apply(long ticket, Application application, long at) implements RosterInput {}

    record Learn(long ticket, List<Statement> statements) implements RosterInput {}

    record FindLacking(long ticket, Set<Long> known) implements RosterInput {}

    record GetListing(long ticket) implements RosterInput {}

    record FrontierDiffers(Leader member) implements RosterInput {}

    /**
     * The role of this node or the view has changed.
     *
     * @param people behind the members of the view, as far as they are known
     */
    record MembershipChanged(MembershipSnapshot snapshot, Map<Uid, PersonKey> people) implements RosterInput {}

    /** A member shows who waits for an approval, as its leader does. */
    record WaitingShown(Uid from, List<Application> waiting) implements RosterInput {}

    /** What {@link RosterEffect.Store} asked for is durable. */
    record Stored() implements RosterInput {}

    record StoreFailed(Throwable cause) implements RosterInput {}

    /** The answer to {@link RosterEffect.Load}; empty if the store has failed again. */
    record Loaded(Optional<List<Statement>> statements) implements RosterInput {}

    record Exchanged(Uid member, RosterPeers.Answer answer) implements RosterInput {}

    record ExchangeFailed(Uid member) implements RosterInput {}

    /**
     * A timer has run out.
     *
     * @param at milliseconds since 1970
     */
    record TimerFired(Roster.Timer timer, long at) implements RosterInput {}
}
