package p2pchat.roster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.StatementSigner;
import p2pchat.roster.RosterActor.Decision;

/** Makes statements of this device, if they have the effect that the user wants. Pure. */
final class Acts {

    /** As many as an author may still state by far, so that the act itself has room. */
    private static final int MAX_NAMED_AT_CLOSING = 1_000;

    /**
     * The outcome of a decision.
     *
     * @param statements to store; none if it was refused
     */
    record Outcome(Decision decision, List<Statement> statements) {
        static Outcome refused(Decision decision) {
            return new Outcome(decision, List.of());
        }
    }

    private final StatementSigner self;

    Acts(StatementSigner self) {
        this.self = self;
    }

    /** @param people everyone known in the network */
    Outcome decide(Knowledge known, Act act, Set<PersonKey> people, long at) {
        List<Act> acts = new ArrayList<>();
        if (closes(known.authority(), act)) {
            people.stream()
                    .filter(person -> !known.authority().people().containsKey(person))
                    .limit(MAX_NAMED_AT_CLOSING)
                    .forEach(person -> acts.add(new Act.SetRole(person, MemberRole.MEMBER, Cuts.NONE)));
        }
        acts.add(complete(known, act));
        return state(known, acts, at);
    }

    /** Whether the act ends that everybody is a member. Then those who are members must be named. */
    private static boolean closes(Authority now, Act act) {
        return now.isOpen()
                && act instanceof Act.SetPolicy policy
                && (policy.policy() != AdmissionPolicy.OPEN || policy.locked());
    }

    /** States acts, each knowing those before it. Refused unless all have an effect, and change something. */
    Outcome state(Knowledge known, List<Act> acts, long at) {
        List<Statement> statements = new ArrayList<>();
        List<StatementHash> parents = known.parents(self.author().device());
        long number = known.lastNumber(self.author().device());
        for (Act act : acts) {
            Statement statement = self.sign(++number, parents, at, act);
            statements.add(statement);
            parents = List.of(statement.hash());
        }
        Knowledge.Trial trial = known.attempt(statements);
        if (trial.full()) {
            return Outcome.refused(Decision.FULL);
        } else if (!trial.effective()) {
            return Outcome.refused(refusal(known.authority(), acts.get(acts.size() - 1)));
        } else if (withoutDecisions(trial.authority()).equals(withoutDecisions(known.authority()))) {
            return Outcome.refused(Decision.NO_CHANGE);
        } else {
            return new Outcome(Decision.STATED, statements);
        }
    }

    /** Adds to a restriction what this node has seen of its subject. */
    private Act complete(Knowledge known, Act act) {
        if (act instanceof Act.Remove remove) {
            return new Act.Remove(
                    remove.person(),
                    remove.ban(),
                    remove.reason(),
                    new Cuts(known.lastNumbers(remove.person()), remove.cuts().messages()));
        } else if (act instanceof Act.SetRole role) {
            // Also if it raises: after a higher role in the past it takes that role, and would void all that was done
            Cuts cuts = new Cuts(known.lastNumbers(role.person()), role.cuts().messages());
            return new Act.SetRole(role.person(), role.role(), cuts);
        } else if (act instanceof Act.Revoke revoke) {
            long last = known.lastNumber(revoke.device());
            Map<DeviceKey, Long> statements = last == 0 ? Map.of() : Map.of(revoke.device(), last);
            return self.revoke(
                    revoke.device(), new Cuts(statements, revoke.cuts().messages()));
        } else {
            return act;
        }
    }

    private Decision refusal(Authority now, Act act) {
        if (act instanceof Act.Revoke) {
            return Decision.FULL; // a person has a bound of revocations
        }
        MemberRole needed = needed(now, act);
        PersonKey me = self.author().person();
        if (now.role(me).filter(role -> role.isAtLeast(needed)).isPresent()) {
            return Decision.SENIOR_REQUIRED;
        }
        return needed == MemberRole.OWNER ? Decision.OWNER_REQUIRED : Decision.ADMIN_REQUIRED;
    }

    /** Returns the role without which nobody may state the act. */
    static MemberRole needed(Authority now, Act act) {
        boolean overAdmin = act.subject().filter(now::isAdmin).isPresent() && !(act instanceof Act.Admit);
        boolean toAdmin = act instanceof Act.SetRole role && role.role().isAtLeast(MemberRole.ADMIN);
        return overAdmin || toAdmin || act instanceof Act.SetPolicy ? MemberRole.OWNER : MemberRole.ADMIN;
    }

    /** Returns what matters to users, to tell whether a statement changes anything. */
    private static Authority withoutDecisions(Authority authority) {
        Map<PersonKey, Authority.Standing> people = new LinkedHashMap<>();
        authority
                .people()
                .forEach((person, standing) -> people.put(
                        person,
                        new Authority.Standing(
                                standing.role(),
                                standing.banned(),
                                standing.speech(),
                                standing.moderation(),
                                Optional.empty())));
        return new Authority(
                authority.policy(),
                authority.locked(),
                authority.wasOpen(),
                authority.topic(),
                people,
                authority.invitations(),
                authority.revoked(),
                Authority.NO_STATEMENTS);
    }
}
