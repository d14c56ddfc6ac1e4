package p2pchat.console.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Act;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkStatus;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing.Applicant;

/**
 * Who may do what, as far as past events reported it.
 *
 * @param standing empty until the node has reported it
 * @param restrictions the last removal or lowered role of each person that is in effect, as reported since the start
 * @param admissions of people whose nick was not known yet
 * @param waiting the applicants that wait for an approval
 * @param asking those of them that the last event named first
 * @param owners whether the only owner should name a second one
 */
public record RosterFacts(
        Optional<NetworkEvent.Standing> standing,
        Map<PersonKey, RosterDecision> restrictions,
        Map<PersonKey, RosterDecision> admissions,
        List<Applicant> waiting,
        List<Applicant> asking,
        Owners owners) {

    /** The advice to the only owner, which is given once, after this node has entered. */
    public enum Owners {
        NOT_ENTERED,
        ENTERED,
        ADVISE_NOW,
        ADVISED
    }

    public static final RosterFacts NONE =
            new RosterFacts(Optional.empty(), Map.of(), Map.of(), List.of(), List.of(), Owners.NOT_ENTERED);

    /** Bounds the restrictions, and the admissions; the oldest is forgotten first. */
    private static final int MAX_RESTRICTIONS = 1_024;

    public RosterFacts {
        waiting = List.copyOf(waiting);
        asking = List.copyOf(asking);
    }

    RosterFacts after(NetworkEvent event) {
        if (event instanceof NetworkEvent.Standing now) {
            return new RosterFacts(Optional.of(now), restrictions, admissions, waiting, List.of(), owners).advising();
        }
        if (event instanceof NetworkEvent.Entered) {
            Owners entered = owners == Owners.NOT_ENTERED ? Owners.ENTERED : owners;
            return new RosterFacts(standing, restrictions, admissions, waiting, List.of(), entered).advising();
        }
        if (event instanceof NetworkEvent.Decided decided) {
            RosterDecision decision = decided.decision();
            return new RosterFacts(
                    standing, restrictedAfter(decision), admittedAfter(decision), waiting, List.of(), advised());
        }
        if (event instanceof NetworkEvent.ApprovalWanted wanted) {
            List<Applicant> first = new ArrayList<>(wanted.waiting());
            first.removeAll(waiting);
            return new RosterFacts(standing, restrictions, admissions, wanted.waiting(), first, advised());
        }
        return asking.isEmpty() && owners == advised()
                ? this
                : new RosterFacts(standing, restrictions, admissions, waiting, List.of(), advised());
    }

    private Owners advised() {
        return owners == Owners.ADVISE_NOW ? Owners.ADVISED : owners;
    }

    private RosterFacts advising() {
        boolean now = owners == Owners.ENTERED
                && standing.filter(RosterFacts::hasOneOwner).isPresent();
        return new RosterFacts(
                standing, restrictions, admissions, waiting, asking, now ? Owners.ADVISE_NOW : advised());
    }

    /** Returns whether this user is the only owner, and could name another one. */
    private static boolean hasOneOwner(NetworkEvent.Standing now) {
        long others = now.roles().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(now.self()))
                .count();
        boolean only =
                now.roles().values().stream().filter(MemberRole.OWNER::equals).count() == 1;
        return only
                && others > 0
                && now.role(now.self()).filter(MemberRole.OWNER::equals).isPresent()
                && (now.isClosed() || now.statements());
    }

    private Map<PersonKey, RosterDecision> admittedAfter(RosterDecision decision) {
        if (!(decision.act() instanceof Act.Admit admit)
                || decision.subjectNick().isPresent()) {
            return admissions;
        }
        Map<PersonKey, RosterDecision> now = new LinkedHashMap<>(admissions);
        now.remove(admit.person()); // to the end
        if (decision.valid()) {
            now.put(admit.person(), decision);
        }
        if (now.size() > MAX_RESTRICTIONS) {
            now.remove(now.keySet().iterator().next());
        }
        return now;
    }

    private Map<PersonKey, RosterDecision> restrictedAfter(RosterDecision decision) {
        Optional<PersonKey> subject = subject(decision);
        if (subject.isEmpty()) {
            return restrictions;
        }
        Map<PersonKey, RosterDecision> now = new LinkedHashMap<>(restrictions);
        if (decision.valid()) {
            now.remove(subject.get()); // to the end
            if (decision.act() instanceof Act.Remove
                    || decision.act() instanceof Act.Leave
                    || decision.act() instanceof Act.SetRole) {
                now.put(subject.get(), decision);
            }
        } else {
            now.values().removeIf(known -> known.hash().equals(decision.hash()));
        }
        if (now.size() > MAX_RESTRICTIONS) {
            now.remove(now.keySet().iterator().next());
        }
        return now;
    }

    /** Returns the person that a decision concerns; a person that leaves decides about itself. */
    static Optional<PersonKey> subject(RosterDecision decision) {
        return decision.act() instanceof Act.Leave
                ? Optional.of(decision.by())
                : decision.act().subject();
    }

    Optional<PersonKey> self() {
        return standing.map(NetworkEvent.Standing::self);
    }

    /** Returns the role of this user; empty if it is not known, or not in the network. */
    public Optional<MemberRole> role() {
        return standing.flatMap(now -> now.role(now.self()));
    }

    /** Returns the removal of a person with this nick, if it was reported and is in effect. */
    Optional<RosterDecision> removal(String nick) {
        return restrictions.values().stream()
                .filter(known -> known.act() instanceof Act.Remove)
                .filter(known -> known.subjectNick()
                        .filter(subject -> Sanitiser.nick(subject.value()).equals(nick))
                        .isPresent())
                .findFirst();
    }

    /** Returns the removal of a person that was reported and is in effect. */
    Optional<RosterDecision> removal(PersonKey person) {
        return Optional.ofNullable(restrictions.get(person)).filter(known -> known.act() instanceof Act.Remove);
    }

    /** Returns " by" and who removed a member; empty if it was not reported. */
    String remover(NetworkStatus.Person member) {
        return member.identity()
                .map(known -> removal(known.person()))
                .orElseGet(() -> removal(Sanitiser.nick(member.member().nick().value())))
                .map(decision -> " by " + new DecisionText("", self()).by(decision))
                .orElse("");
    }
}
