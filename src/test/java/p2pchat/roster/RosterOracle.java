package p2pchat.roster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;

/**
 * A second judgement, written from the rules of protocol 2.13 alone: with sets of statements, without indexes, and as
 * slow as it likes.
 */
final class RosterOracle {

    /** A statement with its past. */
    private record S(Statement is, Set<StatementHash> past, int depth) {
        boolean knew(S other) {
            return past.contains(other.is.hash());
        }

        String key() {
            return "%06d".formatted(depth) + is.hash().bytes();
        }

        PersonKey by() {
            return is.person();
        }
    }

    /** That a statement takes from a person every role above {@code left}; null leaves none. */
    private record Taken(S by, PersonKey from, @Nullable MemberRole left) {
        boolean own() {
            return by.by().equals(from);
        }

        boolean of(PersonKey person, MemberRole role) {
            return from.equals(person) && (left == null || left.number() > role.number());
        }

        boolean removes(PersonKey person) {
            return from.equals(person) && left == null && !own();
        }
    }

    private record Given(
            PersonKey to,
            MemberRole role,
            boolean admits,
            @Nullable S by) {
        boolean knew(S other) {
            return by != null && (by == other || by.knew(other));
        }
    }

    private final Genesis genesis;
    private final List<S> all = new ArrayList<>();
    private final Map<S, MemberRole> right = new LinkedHashMap<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<S> promotions = new ArrayList<>();
    private final Map<S, MemberRole> admitted = new LinkedHashMap<>();
    private final List<Given> given = new ArrayList<>();
    final Set<StatementHash> valid = new HashSet<>();

    RosterOracle(Genesis genesis, Collection<Statement> statements) {
        this.genesis = genesis;
        Map<StatementHash, S> known = new HashMap<>();
        Set<Statement> left = new LinkedHashSet<>(statements);
        while (!left.isEmpty()) {
            Statement next = left.stream()
                    .filter(statement -> known.keySet().containsAll(statement.parents()))
                    .findFirst()
                    .orElseThrow();
            left.remove(next);
            Set<StatementHash> past = new HashSet<>(next.parents());
            int depth = 1;
            for (StatementHash parent : next.parents()) {
                past.addAll(known.get(parent).past);
                depth = Math.max(depth, 1 + known.get(parent).depth);
            }
            known.put(next.hash(), new S(next, past, depth));
        }
        all.addAll(known.values());
        all.sort(Comparator.comparing(S::key));
        all.stream().filter(s -> s.is.act() instanceof Act.Leave).forEach(s -> taken.add(new Taken(s, s.by(), null)));
        owners();
        admins();
        admissions();
        grants();
        validity();
    }

    private static boolean carried(S s) {
        return s.is.act() instanceof Act.Leave
                || s.is.act() instanceof Act.Revoke
                || (s.is.act() instanceof Act.Admit admit && !(admit.basis() instanceof Act.Approved));
    }

    private static @Nullable MemberRole given(S s) {
        return s.is.act() instanceof Act.SetRole set ? set.role() : null;
    }

    private boolean promotes(S p, PersonKey person, MemberRole role) {
        return p.is.act() instanceof Act.SetRole set
                && set.person().equals(person)
                && set.role().number() <= role.number();
    }

    private boolean notSeen(S s, S by) {
        boolean sibling = all.stream()
                .anyMatch(o ->
                        o != s && o.is.device().equals(s.is.device()) && o.is.number() == s.is.number() && by.knew(o));
        long cut = Restriction.cuts(by.is.act()).statements().getOrDefault(s.is.device(), 0L);
        return s.is.number() > cut || (sibling && !by.knew(s));
    }

    private boolean behind(S s, MemberRole role, Predicate<Taken> which) {
        List<Taken> concerned =
                taken.stream().filter(t -> t.of(s.by(), role) && which.test(t)).toList();
        return !concerned.isEmpty()
                && promotions.stream()
                        .filter(p -> s.knew(p) && promotes(p, s.by(), role))
                        .noneMatch(p -> concerned.stream().allMatch(t -> p.knew(t.by)));
    }

    private boolean may(S s, MemberRole role) {
        boolean promoted = s.by().equals(genesis.founder())
                || promotions.stream().anyMatch(p -> s.knew(p) && promotes(p, s.by(), role));
        return promoted
                && !behind(s, role, t -> t.own() && s.knew(t.by))
                && lasting(s.by(), role).contains(s);
    }

    private List<S> lasting(PersonKey person, MemberRole role) {
        List<S> seen = all.stream()
                .filter(s -> s.by().equals(person) && !behind(s, role, t -> !t.own() && notSeen(s, t.by)))
                .toList();
        List<S> kept = seen.stream()
                .filter(s -> seen.stream()
                        .noneMatch(r -> r.is.act() instanceof Act.Revoke revoke
                                && revoke.device().equals(s.is.device())
                                && notSeen(s, r)))
                .toList();
        return kept.stream()
                .filter(s -> kept.stream()
                        .noneMatch(a -> a.is.device().equals(s.is.device())
                                && a.is.number() <= s.is.number()
                                && kept.stream()
                                        .anyMatch(b -> a != b
                                                && a.is.device().equals(b.is.device())
                                                && a.is.number() == b.is.number())))
                .toList();
    }

    private boolean lowers(S s) {
        if (!(s.is.act() instanceof Act.SetRole set)) {
            return s.is.act() instanceof Act.Remove;
        }
        MemberRole before = set.person().equals(genesis.founder()) ? MemberRole.OWNER : MemberRole.MEMBER;
        for (S p : all) { // also void ones
            if (s.knew(p)
                    && promotes(p, set.person(), MemberRole.ADMIN)
                    && couldPromote(p)
                    && given(p).number() < before.number()) {
                before = given(p);
            }
        }
        return set.role().number() > before.number();
    }

    private boolean couldPromote(S s) {
        return s.by().equals(genesis.founder())
                || all.stream().anyMatch(p -> s.knew(p) && promotes(p, s.by(), MemberRole.OWNER) && couldPromote(p));
    }

    private boolean stillHas(PersonKey person, MemberRole role, S restriction) {
        List<Taken> known = taken.stream()
                .filter(t -> !t.own() && t.of(person, role) && restriction.knew(t.by))
                .toList();
        if (person.equals(genesis.founder()) && known.isEmpty()) {
            return true;
        }
        return promotions.stream()
                .filter(p -> promotes(p, person, role) && !p.knew(restriction))
                .anyMatch(p -> known.stream().noneMatch(t -> t.by.knew(p)));
    }

    private void apply(S s) {
        if (s.is.act() instanceof Act.Remove remove) {
            taken.add(new Taken(s, remove.person(), null));
        } else if (s.is.act() instanceof Act.SetRole set) {
            if (lowers(s)) {
                taken.add(new Taken(s, set.person(), set.role()));
            }
            if (set.role().number() <= MemberRole.ADMIN.number()) {
                promotions.add(s);
            }
        }
    }

    private void owners() {
        record Seat(String rank, PersonKey person) {}
        Map<PersonKey, String> ranks = new HashMap<>();
        PriorityQueue<Seat> seats = new PriorityQueue<>(Comparator.comparing(Seat::rank));
        seats.add(new Seat("", genesis.founder()));
        while (!seats.isEmpty()) {
            Seat x = seats.remove();
            ranks.putIfAbsent(x.person, x.rank);
            for (S s : all) {
                if (!s.by().equals(x.person) || right.containsKey(s) || carried(s) || !may(s, MemberRole.OWNER)) {
                    continue;
                }
                PersonKey target = s.is.act().subject().orElse(x.person);
                boolean senior = ranks.containsKey(target) && ranks.get(target).compareTo(x.rank) < 0;
                if (lowers(s) && senior && !target.equals(x.person) && stillHas(target, MemberRole.OWNER, s)) {
                    continue;
                }
                right.put(s, MemberRole.OWNER);
                apply(s);
                if (given(s) == MemberRole.OWNER) {
                    Seat seat = new Seat(x.rank + "/" + s.key(), target);
                    if (seats.stream().noneMatch(o -> o.person.equals(target) && o.rank.compareTo(seat.rank) <= 0)) {
                        seats.removeIf(o -> o.person.equals(target));
                        seats.add(seat);
                    }
                }
            }
        }
    }

    private void admins() {
        List<S> about = new ArrayList<>();
        for (S s : all) {
            Act act = s.is.act();
            boolean kind = !carried(s)
                    && !(act instanceof Act.SetPolicy)
                    && (given(s) == null || given(s).number() > MemberRole.ADMIN.number());
            if (right.containsKey(s) || !kind || !may(s, MemberRole.ADMIN)) {
                continue;
            }
            PersonKey target = act.subject().orElse(s.by());
            boolean restricting = act instanceof Act.Remove || act instanceof Act.SetRole;
            if (restricting && !target.equals(s.by()) && stillHas(target, MemberRole.ADMIN, s)) {
                continue;
            }
            right.put(s, MemberRole.ADMIN);
            if (target.equals(s.by())) {
                apply(s);
            } else {
                about.add(s);
            }
        }
        about.forEach(this::apply);
    }

    private Stream<S> valid(Class<? extends Act> kind) {
        return all.stream().filter(s -> right.containsKey(s) && kind.isInstance(s.is.act()));
    }

    private static boolean open(S policy) {
        Act.SetPolicy act = (Act.SetPolicy) policy.is.act();
        return act.policy() == AdmissionPolicy.OPEN && !act.locked();
    }

    private static boolean locks(S policy) {
        return ((Act.SetPolicy) policy.is.act()).locked();
    }

    private boolean free(S s, Predicate<S> closes) {
        return valid(Act.SetPolicy.class)
                .filter(closes)
                .allMatch(c -> c.knew(s)
                        || valid(Act.SetPolicy.class).anyMatch(o -> !closes.test(o) && o.knew(c) && s.knew(o)));
    }

    private void admissions() {
        for (S s : all) {
            if (given(s) != null && right.containsKey(s)) {
                if (right.get(s) == MemberRole.OWNER || free(s, RosterOracle::locks)) {
                    admitted.put(s, given(s));
                }
            } else if (s.is.act() instanceof Act.Admit admit && free(s, RosterOracle::locks)) {
                if (admit.basis() instanceof Act.Approved && right.containsKey(s)) {
                    admitted.put(s, MemberRole.MEMBER);
                } else if (admit.basis() instanceof Act.Open && free(s, p -> !open(p))) {
                    boolean opened = genesis.policy() == AdmissionPolicy.OPEN
                            || valid(Act.SetPolicy.class).anyMatch(o -> open(o) && s.knew(o));
                    if (opened) {
                        admitted.put(s, MemberRole.MEMBER);
                    }
                } else if (admit.basis() instanceof Act.Invited invited) {
                    valid(Act.Invite.class)
                            .filter(i -> id(i).equals(invited.invitation()) && redeems(s, i))
                            .findFirst()
                            .ifPresent(i -> admitted.put(s, ((Act.Invite) i.is.act()).role()));
                }
            }
        }
    }

    private static InvitationId id(S invite) {
        return TestStatements.signer(invite.is.author()).id(((Act.Invite) invite.is.act()).key());
    }

    private boolean redeems(S s, S invite) {
        PersonKey person = s.is.act().subject().orElseThrow();
        boolean closed = valid(Act.Close.class)
                .anyMatch(c -> ((Act.Close) c.is.act()).invitation().equals(id(invite)) && !c.knew(s));
        boolean makerOut = taken.stream()
                .filter(t -> t.of(invite.by(), MemberRole.ADMIN) && !invite.knew(t.by))
                .anyMatch(t -> t.own() ? s.knew(t.by) : !t.by.knew(s));
        boolean old = taken.stream().anyMatch(t -> t.removes(person) && s.knew(t.by) && !invite.knew(t.by));
        int uses = ((Act.Invite) invite.is.act()).uses();
        long used = redemptions(id(invite)).stream()
                .filter(s::knew)
                .map(o -> o.is.act().subject().orElseThrow())
                .filter(user -> !user.equals(person))
                .distinct()
                .count();
        return s.knew(invite) && !closed && !makerOut && !old && (uses == 0 || used < uses);
    }

    private List<S> redemptions(InvitationId id) {
        return admitted.keySet().stream()
                .filter(s -> s.is.act() instanceof Act.Admit admit
                        && admit.basis() instanceof Act.Invited invited
                        && invited.invitation().equals(id))
                .toList();
    }

    private void grants() {
        given.add(new Given(genesis.founder(), MemberRole.OWNER, true, null));
        for (S s : all) {
            if (admitted.containsKey(s)) {
                given.add(new Given(s.is.act().subject().orElseThrow(), admitted.get(s), true, s));
            } else if (given(s) != null && right.containsKey(s)) {
                given.add(new Given(s.is.act().subject().orElseThrow(), given(s), false, s));
            }
        }
    }

    private boolean unbanned(S ban, PersonKey person, Predicate<S> known) {
        return all.stream()
                .filter(s -> right.containsKey(s) && s.is.act().subject().equals(Optional.of(person)))
                .filter(s -> s.is.act() instanceof Act.Unban || (given(s) != null && right.get(s) == MemberRole.OWNER))
                .anyMatch(s -> known.test(s) && s.knew(ban));
    }

    private List<S> bans(PersonKey person) {
        return valid(Act.Remove.class)
                .filter(s ->
                        ((Act.Remove) s.is.act()).ban() && s.is.act().subject().equals(Optional.of(person)))
                .toList();
    }

    private Optional<MemberRole> rest(Given grant) {
        MemberRole rest = grant.role;
        for (Taken t : taken) {
            if (t.from.equals(grant.to) && !grant.knew(t.by)) {
                if (t.left == null) {
                    return Optional.empty();
                }
                rest = t.left.number() > rest.number() ? t.left : rest;
            }
        }
        boolean banned = bans(grant.to).stream().anyMatch(ban -> !unbanned(ban, grant.to, grant::knew));
        return banned ? Optional.empty() : Optional.of(rest);
    }

    private void validity() {
        for (S s : all) {
            boolean counts;
            if (s.is.act() instanceof Act.Admit) {
                counts = admitted.containsKey(s);
            } else if (s.is.act() instanceof Act.Revoke) {
                counts = taken.stream()
                        .filter(t -> t.removes(s.by()) && notSeen(s, t.by))
                        .allMatch(t -> given.stream()
                                .anyMatch(g -> g.to.equals(s.by()) && g.by != null && s.knew(g.by) && g.by.knew(t.by)));
            } else {
                counts = s.is.act() instanceof Act.Leave || right.containsKey(s);
            }
            if (counts) {
                valid.add(s.is.hash());
            }
        }
    }

    /** Returns everyone whom a valid statement names. */
    Set<PersonKey> named() {
        Set<PersonKey> named = given.stream().map(Given::to).collect(Collectors.toSet());
        taken.forEach(t -> named.add(t.from));
        return named;
    }

    Optional<MemberRole> role(PersonKey person) {
        List<Given> of = given.stream().filter(g -> g.to.equals(person)).toList();
        boolean inside = of.stream().anyMatch(g -> g.admits && rest(g).isPresent());
        return inside
                ? of.stream().flatMap(g -> rest(g).stream()).min(Comparator.comparing(MemberRole::number))
                : Optional.empty();
    }

    boolean banned(PersonKey person) {
        return bans(person).stream().anyMatch(ban -> !unbanned(ban, person, unban -> true));
    }

    /** Returns the last message of a store of a person that counts as that of a role, revocations apart. */
    long limit(PersonKey person, MemberRole needed, Uid store) {
        boolean everybody = needed == MemberRole.MEMBER && wasOpen();
        List<Given> giving = given.stream()
                .filter(g -> g.to.equals(person) && g.role.number() <= needed.number())
                .toList();
        List<Taken> taking = taken.stream()
                .filter(t -> t.of(person, needed) && !(t.by.is.act() instanceof Act.Leave))
                .toList();
        boolean lower = role(person).isPresent() && role(person).get().number() > needed.number();
        if ((giving.isEmpty() && !everybody) || (lower && taking.isEmpty())) {
            return 0;
        }
        long limit = Long.MAX_VALUE;
        boolean listed = false;
        for (Taken t : taking) {
            Long cut = Restriction.cuts(t.by.is.act()).messages().get(store);
            boolean answered = giving.stream().anyMatch(g -> g.by != null && g.by.knew(t.by));
            listed |= cut != null;
            limit = Math.min(limit, cut != null ? cut : answered ? Long.MAX_VALUE : 0);
        }
        boolean free = taking.isEmpty()
                || giving.stream().anyMatch(g -> taking.stream().allMatch(t -> g.knew(t.by)));
        return listed || free ? limit : 0;
    }

    boolean wasOpen() {
        return genesis.policy() == AdmissionPolicy.OPEN
                || valid(Act.SetPolicy.class).anyMatch(RosterOracle::open);
    }

    private List<S> newestPolicies() {
        List<S> policies = valid(Act.SetPolicy.class).toList();
        return policies.stream()
                .filter(p -> policies.stream().noneMatch(later -> later.knew(p)))
                .toList();
    }

    boolean locked() {
        return newestPolicies().stream().anyMatch(RosterOracle::locks);
    }

    AdmissionPolicy policy() {
        List<AdmissionPolicy> newest = newestPolicies().stream()
                .map(p -> ((Act.SetPolicy) p.is.act()).policy())
                .toList();
        if (newest.isEmpty()) {
            return genesis.policy();
        }
        return Stream.of(AdmissionPolicy.INVITE, AdmissionPolicy.APPROVE, AdmissionPolicy.OPEN)
                .filter(newest::contains)
                .findFirst()
                .orElseThrow();
    }

    String topic() {
        List<S> topics = valid(Act.SetTopic.class).toList();
        return topics.stream()
                .filter(t -> topics.stream().noneMatch(later -> later.knew(t)))
                .sorted(Comparator.comparing(S::key).reversed())
                .min(Comparator.comparing(right::get))
                .map(s -> ((Act.SetTopic) s.is.act()).text())
                .orElse("");
    }

    /** Returns the number of people that an invitation has admitted. */
    int used(InvitationId id) {
        return (int) redemptions(id).stream()
                .map(s -> s.is.act().subject())
                .distinct()
                .count();
    }
}
