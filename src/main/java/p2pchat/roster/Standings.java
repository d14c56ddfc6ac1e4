package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Act;
import p2pchat.model.Authority.Limits;
import p2pchat.model.Authority.Standing;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;

/** Finds the role of each person, and the messages that count, from the valid statements about them. */
final class Standings {

    /**
     * A statement that gives a role.
     *
     * @param node empty: the genesis
     * @param admits whether it also lets in a person from outside
     */
    private record Grant(@Nullable GraphNode node, MemberRole role, boolean admits) {

        boolean follows(GraphNode other) {
            return node != null && (node == other || node.follows(other));
        }
    }

    private final PersonKey founder;
    private final Offices offices;
    private final boolean wasOpen;
    private final Map<PersonKey, List<Grant>> grants = new HashMap<>();
    private final Map<PersonKey, List<GraphNode>> bans = new HashMap<>();
    private final Map<PersonKey, List<GraphNode>> unbans = new HashMap<>();
    private final Set<PersonKey> named = new LinkedHashSet<>();

    Standings(
            PersonKey founder, Offices offices, Admissions admissions, List<GraphNode> ordered, boolean wasOpen) {
        this.founder = founder;
        this.offices = offices;
        this.wasOpen = wasOpen;
        add(founder, new Grant(null, MemberRole.OWNER, true));
        for (GraphNode node : ordered) {
            MemberRole admitted = admissions.admitted().get(node);
            Act act = node.statement().act();
            if (act instanceof Act.SetRole set && offices.right(node).equals(Optional.of(MemberRole.OWNER))) {
                unbans.computeIfAbsent(set.person(), person -> new ArrayList<>()).add(node);
            }
            if (admitted != null) {
                add(act.subject().orElseThrow(), new Grant(node, admitted, true));
            } else if (offices.right(node).isPresent()) {
                collect(node, act);
            } else if (act instanceof Act.Leave) {
                named.add(node.person());
            }
        }
    }

    private void add(PersonKey person, Grant grant) {
        grants.computeIfAbsent(person, p -> new ArrayList<>()).add(grant);
        named.add(person);
    }

    private void collect(GraphNode node, Act act) {
        if (act instanceof Act.SetRole set) {
            add(set.person(), new Grant(node, set.role(), false));
        } else if (act instanceof Act.Remove remove) {
            named.add(remove.person());
            if (remove.ban()) {
                bans.computeIfAbsent(remove.person(), person -> new ArrayList<>()).add(node);
            }
        } else if (act instanceof Act.Unban unban) {
            unbans.computeIfAbsent(unban.person(), person -> new ArrayList<>()).add(node);
        }
    }

    Map<PersonKey, Standing> all() {
        Map<PersonKey, Standing> standings = new HashMap<>();
        named.forEach(person -> standings.put(person, standing(person)));
        return standings;
    }

    private Standing standing(PersonKey person) {
        List<Restriction> restrictions = offices.restrictions(person);
        List<Grant> grants = this.grants.getOrDefault(person, List.of());
        Optional<MemberRole> role = Optional.empty();
        boolean inside = false;
        @Nullable GraphNode decision = null;
        for (Grant grant : grants) {
            Optional<MemberRole> rest = rest(person, grant, restrictions);
            inside |= grant.admits() && rest.isPresent();
            if (rest.isPresent() && (role.isEmpty() || rest.get().isAtLeast(role.get()))) {
                role = rest;
                decision = rest.get() == grant.role() ? grant.node() : decision;
            }
        }
        if (!inside) {
            role = Optional.empty();
        }
        return new Standing(
                role,
                isBanned(person),
                limits(person, MemberRole.MEMBER, role, wasOpen),
                limits(person, MemberRole.ADMIN, role, false),
                decision(restrictions, role, decision));
    }

    /** Returns what the restrictions that a grant did not know leave of it. */
    private Optional<MemberRole> rest(PersonKey person, Grant grant, List<Restriction> restrictions) {
        MemberRole role = grant.role();
        for (Restriction restriction : restrictions) {
            if (!grant.follows(restriction.node())) {
                if (restriction.left().isEmpty()) {
                    return Optional.empty();
                }
                role = role.isAtLeast(restriction.left().get()) ? restriction.left().get() : role;
            }
        }
        BitSet ended = ended(person, grant::follows);
        for (GraphNode ban : bans.getOrDefault(person, List.of())) {
            if (!ended.get(ban.id())) {
                return Optional.empty();
            }
        }
        return Optional.of(role);
    }

    private boolean isBanned(PersonKey person) {
        BitSet ended = ended(person, unban -> true);
        return bans.getOrDefault(person, List.of()).stream().anyMatch(ban -> !ended.get(ban.id()));
    }

    private BitSet ended(PersonKey person, Predicate<GraphNode> known) {
        BitSet ended = new BitSet();
        unbans.getOrDefault(person, List.of()).stream()
                .filter(known)
                .map(GraphNode::past)
                .forEach(ended::or);
        return ended;
    }

    /**
     * Returns the messages that count as those of a role. A restriction that a later grant of the role knew of goes on
     * for the stores that it lists, and ends for others, because the person continues with a new store.
     */
    private Limits limits(PersonKey person, MemberRole needed, Optional<MemberRole> role, boolean everybody) {
        List<Grant> giving = grants.getOrDefault(person, List.of()).stream()
                .filter(grant -> grant.role().isAtLeast(needed))
                .toList();
        List<Restriction> taking = offices.restrictions(person).stream()
                .filter(restriction -> restriction.takes(needed) && !isLeave(restriction))
                .toList();
        boolean reader = role.filter(r -> !r.isAtLeast(needed)).isPresent();
        if ((giving.isEmpty() && !everybody) || (reader && taking.isEmpty())) {
            return Limits.NONE;
        }
        Set<Uid> stores = new HashSet<>();
        taking.forEach(restriction -> stores.addAll(restriction.cuts().messages().keySet()));
        BitSet answered = new BitSet();
        giving.stream().map(Grant::node).forEach(node -> {
            if (node != null) {
                answered.or(node.past());
            }
        });
        boolean open = taking.isEmpty()
                || giving.stream().anyMatch(grant -> taking.stream().map(Restriction::node).allMatch(grant::follows));
        Map<Uid, Long> listed = new HashMap<>();
        for (Uid store : stores) {
            long limit = Long.MAX_VALUE;
            for (Restriction restriction : taking) {
                long other = answered.get(restriction.node().id()) ? Long.MAX_VALUE : 0;
                limit = Math.min(limit, restriction.cuts().messages().getOrDefault(store, other));
            }
            listed.put(store, limit);
        }
        return new Limits(listed, open ? Long.MAX_VALUE : 0);
    }

    private static boolean isLeave(Restriction restriction) {
        return restriction.node().statement().act() instanceof Act.Leave;
    }

    private static Optional<StatementHash> decision(
            List<Restriction> restrictions, Optional<MemberRole> role, @Nullable GraphNode grant) {
        Comparator<Restriction> order = Comparator.<Restriction, Boolean>comparing(restriction -> !restriction.own())
                .thenComparing(Restriction::node, GraphNode.ORDER);
        Stream<Restriction> taking =
                restrictions.stream().filter(restriction -> restriction.left().equals(role));
        return Optional.ofNullable(grant)
                .filter(node -> role.isPresent())
                .or(() -> taking.max(order).map(Restriction::node))
                .map(node -> node.statement().hash());
    }

    /** Returns the removals of a person that a later admission knew of. */
    BitSet answeredRemovals(GraphNode of) {
        BitSet answered = new BitSet();
        for (Grant grant : grants.getOrDefault(of.person(), List.of())) {
            GraphNode node = grant.node();
            if (node != null && of.follows(node)) {
                answered.or(node.past());
            }
        }
        return answered;
    }
}
