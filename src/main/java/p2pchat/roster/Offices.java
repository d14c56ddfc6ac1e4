package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import p2pchat.model.Act;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;

/**
 * Judges the statements of owners and admins (protocol 2.13). Owners come first, the most senior before the others, so
 * every statement that can restrict a person is judged before those of the person, in one pass.
 */
final class Offices {

    /** The line of promotions from the founder to an owner: the shorter and earlier, the more senior. */
    private record Rank(List<GraphNode> line) implements Comparable<Rank> {

        Rank promoted(GraphNode promotion) {
            List<GraphNode> longer = new ArrayList<>(line);
            longer.add(promotion);
            return new Rank(List.copyOf(longer));
        }

        @Override
        public int compareTo(Rank other) {
            for (int i = 0; i < Math.min(line.size(), other.line.size()); i++) {
                int order = GraphNode.ORDER.compare(line.get(i), other.line.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(line.size(), other.line.size());
        }
    }

    private record Seat(Rank rank, PersonKey owner) {}

    private record Slot(DeviceKey device, long number) {
        static Slot of(GraphNode node) {
            return new Slot(node.statement().device(), node.statement().number());
        }
    }

    private final PersonKey founder;
    private final StatementGraph graph;
    private final Map<PersonKey, List<GraphNode>> byPerson = new HashMap<>();
    private final Map<GraphNode, List<GraphNode>> siblings = new HashMap<>();
    private final Map<PersonKey, List<GraphNode>> promotions = new HashMap<>();
    private final Map<PersonKey, List<Restriction>> restrictions = new HashMap<>();
    private final Map<PersonKey, Rank> ranks = new HashMap<>();
    private final Map<GraphNode, MemberRole> rights = new HashMap<>();

    Offices(Genesis genesis, StatementGraph graph, List<GraphNode> ordered) {
        this.founder = genesis.founder();
        this.graph = graph;
        Map<Slot, List<GraphNode>> slots = new HashMap<>();
        for (GraphNode node : ordered) {
            byPerson.computeIfAbsent(node.person(), person -> new ArrayList<>()).add(node);
            slots.computeIfAbsent(Slot.of(node), slot -> new ArrayList<>(1)).add(node);
            if (node.statement().act() instanceof Act.Leave) {
                restrict(node.person(), node, Optional.empty());
            }
        }
        slots.values().stream().filter(nodes -> nodes.size() > 1).forEach(nodes -> nodes.forEach(node -> {
            siblings.put(node, nodes.stream().filter(other -> other != node).toList());
        }));
        judgeOwners();
        judgeAdmins(ordered);
    }

    private void judgeOwners() {
        PriorityQueue<Seat> seats = new PriorityQueue<>(Comparator.comparing(Seat::rank));
        seats.add(new Seat(new Rank(List.of()), founder));
        while (!seats.isEmpty()) {
            Seat seat = seats.remove();
            ranks.putIfAbsent(seat.owner(), seat.rank());
            for (GraphNode node : lasting(seat.owner(), MemberRole.OWNER)) {
                if (!rights.containsKey(node) && holds(node, MemberRole.OWNER) && isOwnersAct(node, seat)) {
                    apply(node, MemberRole.OWNER);
                    if (node.statement().act() instanceof Act.SetRole act && act.role() == MemberRole.OWNER) {
                        seats.add(new Seat(seat.rank().promoted(node), act.person()));
                    }
                }
            }
        }
    }

    private boolean isOwnersAct(GraphNode node, Seat seat) {
        Act act = node.statement().act();
        if (!needsRight(act)) {
            return false;
        }
        if (!restricts(node)) {
            return true;
        }
        PersonKey subject = act.subject().orElseThrow();
        Rank rank = ranks.get(subject);
        return subject.equals(seat.owner())
                || rank == null
                || rank.compareTo(seat.rank()) > 0
                || !isProtected(subject, MemberRole.OWNER, node);
    }

    private void judgeAdmins(List<GraphNode> ordered) {
        Map<PersonKey, Set<GraphNode>> lasting = new HashMap<>();
        Map<GraphNode, PersonKey> restricted = new LinkedHashMap<>();
        for (GraphNode node : ordered) {
            if (rights.containsKey(node) || !holds(node, MemberRole.ADMIN)) {
                continue;
            }
            Set<GraphNode> counting = lasting.computeIfAbsent(
                    node.person(), person -> new HashSet<>(lasting(person, MemberRole.ADMIN)));
            if (counting.contains(node) && isAdminsAct(node)) {
                rights.put(node, MemberRole.ADMIN);
                if (restricts(node)) {
                    PersonKey subject = node.statement().act().subject().orElseThrow();
                    if (subject.equals(node.person())) {
                        apply(node, MemberRole.ADMIN);
                    } else {
                        restricted.put(node, subject);
                    }
                }
            }
        }
        restricted.forEach((node, subject) -> apply(node, MemberRole.ADMIN)); // late: it voids no statement
    }

    private boolean isAdminsAct(GraphNode node) {
        Act act = node.statement().act();
        if (!needsRight(act)
                || act instanceof Act.SetPolicy
                || (act instanceof Act.SetRole role && role.role().isAtLeast(MemberRole.ADMIN))) {
            return false;
        }
        PersonKey subject = act.subject().orElse(node.person());
        boolean aboutOthers = act instanceof Act.SetRole || act instanceof Act.Remove;
        return !aboutOthers || subject.equals(node.person()) || !isProtected(subject, MemberRole.ADMIN, node);
    }

    private static boolean needsRight(Act act) {
        return !(act instanceof Act.Leave
                || act instanceof Act.Revoke
                || (act instanceof Act.Admit admit && !(admit.basis() instanceof Act.Approved)));
    }

    private void apply(GraphNode node, MemberRole right) {
        rights.put(node, right);
        Act act = node.statement().act();
        if (act instanceof Act.Remove remove) {
            restrict(remove.person(), node, Optional.empty());
        } else if (act instanceof Act.SetRole set) {
            if (restricts(node)) {
                restrict(set.person(), node, Optional.of(set.role()));
            }
            if (set.role().isAtLeast(MemberRole.ADMIN)) {
                promotions.computeIfAbsent(set.person(), person -> new ArrayList<>()).add(node);
            }
        }
    }

    private void restrict(PersonKey person, GraphNode node, Optional<MemberRole> left) {
        restrictions
                .computeIfAbsent(person, p -> new ArrayList<>())
                .add(new Restriction(node, person.equals(node.person()), left));
    }

    /** Returns whether a statement takes a role that its author knew of. */
    private boolean restricts(GraphNode node) {
        Act act = node.statement().act();
        if (!(act instanceof Act.SetRole set)) {
            return act instanceof Act.Remove;
        }
        MemberRole role = set.role();
        return role == MemberRole.READER
                || (role != MemberRole.OWNER && set.person().equals(founder))
                || graph.promotions(set.person()).stream()
                        .anyMatch(promotion -> node.follows(promotion) && !role.isAtLeast(role(promotion)));
    }

    /**
     * Returns whether a restriction has no power over a person, because the person still had the role. A role that
     * people gave up protects on, because they can still claim to have stated something before.
     */
    private boolean isProtected(PersonKey person, MemberRole role, GraphNode restriction) {
        boolean founded = person.equals(founder);
        BitSet ended = new BitSet();
        for (Restriction earlier : restrictions(person)) {
            if (!earlier.own() && earlier.takes(role) && restriction.follows(earlier.node())) {
                ended.or(earlier.node().past());
                founded = false;
            }
        }
        return founded
                || promotions(person).stream()
                        .filter(promotion -> role(promotion).isAtLeast(role))
                        .anyMatch(promotion -> !ended.get(promotion.id()) && !promotion.follows(restriction));
    }

    private boolean holds(GraphNode node, MemberRole role) {
        return (node.person().equals(founder)
                        || promotions(node.person()).stream()
                                .anyMatch(promotion -> role(promotion).isAtLeast(role) && node.follows(promotion)))
                && !isAfterOwn(node, role);
    }

    private boolean isAfterOwn(GraphNode node, MemberRole role) {
        return isTaken(node, role, restriction -> restriction.own() && node.follows(restriction.node()));
    }

    private boolean isBehind(GraphNode node, MemberRole role) {
        return isTaken(
                node,
                role,
                restriction ->
                        !restriction.own() && Restriction.isBehind(restriction.node(), node, siblings(node)));
    }

    /** Returns whether restrictions hold for a statement: no promotion in its past knew of all of them. */
    private boolean isTaken(GraphNode node, MemberRole role, Predicate<Restriction> concerns) {
        List<Restriction> taking = restrictions(node.person()).stream()
                .filter(restriction -> restriction.takes(role) && concerns.test(restriction))
                .toList();
        return !taking.isEmpty()
                && promotions(node.person()).stream()
                        .filter(promotion -> role(promotion).isAtLeast(role) && node.follows(promotion))
                        .noneMatch(promotion -> taking.stream().map(Restriction::node).allMatch(promotion::follows));
    }

    /** Returns the statements of a person that no other person, no revocation and no fork has voided, in order. */
    private List<GraphNode> lasting(PersonKey person, MemberRole role) {
        List<GraphNode> seen = byPerson.getOrDefault(person, List.of()).stream()
                .filter(node -> !isBehind(node, role))
                .toList();
        List<GraphNode> revocations = seen.stream()
                .filter(node -> node.statement().act() instanceof Act.Revoke)
                .toList();
        List<GraphNode> kept = seen.stream()
                .filter(node -> revocations.stream().noneMatch(revocation -> voids(revocation, node)))
                .toList();
        Map<DeviceKey, Long> ends = new HashMap<>();
        for (GraphNode node : kept) {
            if (siblings(node).stream().anyMatch(kept::contains)) {
                ends.merge(node.statement().device(), node.statement().number(), Math::min);
            }
        }
        return kept.stream()
                .filter(node -> node.statement().number()
                        < ends.getOrDefault(node.statement().device(), Long.MAX_VALUE))
                .toList();
    }

    private boolean voids(GraphNode revocation, GraphNode node) {
        return ((Act.Revoke) revocation.statement().act()).device().equals(node.statement().device())
                && Restriction.isBehind(revocation, node, siblings(node));
    }

    private List<GraphNode> siblings(GraphNode node) {
        return siblings.getOrDefault(node, List.of());
    }

    private List<GraphNode> promotions(PersonKey person) {
        return promotions.getOrDefault(person, List.of());
    }

    private static MemberRole role(GraphNode promotion) {
        return ((Act.SetRole) promotion.statement().act()).role();
    }

    /** Returns the role by which a statement is valid, if one is needed and its author had it. */
    Optional<MemberRole> right(GraphNode node) {
        return Optional.ofNullable(rights.get(node));
    }

    /** Returns the valid restrictions of a person. */
    List<Restriction> restrictions(PersonKey person) {
        return restrictions.getOrDefault(person, List.of());
    }

    /** Returns whether another person has voided a statement by removing its author, whom nobody admitted after that. */
    boolean isBehindRemoval(GraphNode node, BitSet admitted) {
        return restrictions(node.person()).stream()
                .anyMatch(restriction -> !restriction.own()
                        && restriction.left().isEmpty()
                        && Restriction.isBehind(restriction.node(), node, siblings(node))
                        && !admitted.get(restriction.node().id()));
    }
}
