package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Act;
import p2pchat.model.DeviceKey;
import p2pchat.model.MemberRole;

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

    private record Seat(Rank rank, int owner) {}

    private record Office(int person, MemberRole role) {}

    /** The number of the last statement of a device that a restriction lets count. */
    private record Cut(GraphNode restriction, long number) {}

    private static final int FOUNDER = 0;

    private final StatementGraph graph;
    private final Grouped<GraphNode> byPerson = new Grouped<>();
    private final Grouped<GraphNode> promotions = new Grouped<>();
    private final Grouped<Restriction> restrictions = new Grouped<>();
    private final Map<Office, BitSet> givenUp = new LinkedHashMap<>();
    private final Map<Office, BitSet> taken = new LinkedHashMap<>();
    private final Map<DeviceKey, List<Cut>> cuts = new LinkedHashMap<>();
    private final Map<Integer, Rank> ranks = new LinkedHashMap<>();
    private final @Nullable MemberRole[] rights;

    Offices(StatementGraph graph, List<GraphNode> ordered) {
        this.graph = graph;
        rights = new MemberRole[ordered.size()];
        for (GraphNode node : ordered) {
            byPerson.add(node.author(), node);
            if (node.act() instanceof Act.Leave) {
                restrict(node.author(), node, Optional.empty());
            }
        }
        judgeOwners();
        judgeAdmins(ordered);
    }

    private void judgeOwners() {
        PriorityQueue<Seat> seats = new PriorityQueue<>(Comparator.comparing(Seat::rank));
        seats.add(new Seat(new Rank(List.of()), FOUNDER));
        while (!seats.isEmpty()) {
            Seat seat = seats.remove();
            ranks.putIfAbsent(seat.owner(), seat.rank());
            for (GraphNode node : lasting(seat.owner(), MemberRole.OWNER)) {
                if (rights[node.id()] == null && holds(node, MemberRole.OWNER) && isOwnersAct(node, seat)) {
                    apply(node, MemberRole.OWNER);
                    if (node.act() instanceof Act.SetRole act && act.role() == MemberRole.OWNER) {
                        offer(seats, new Seat(seat.rank().promoted(node), node.subject()));
                    }
                }
            }
        }
    }

    /** Keeps the most senior seat of each owner. */
    private static void offer(PriorityQueue<Seat> seats, Seat seat) {
        if (seats.stream()
                .noneMatch(
                        other -> other.owner() == seat.owner() && other.rank().compareTo(seat.rank()) <= 0)) {
            seats.removeIf(other -> other.owner() == seat.owner());
            seats.add(seat);
        }
    }

    private boolean isOwnersAct(GraphNode node, Seat seat) {
        if (!needsRight(node.act())) {
            return false;
        }
        if (!restricts(node)) {
            return true;
        }
        int subject = node.subject();
        Rank rank = ranks.get(subject);
        return subject == seat.owner()
                || rank == null
                || rank.compareTo(seat.rank()) > 0
                || !isProtected(subject, MemberRole.OWNER, node);
    }

    private void judgeAdmins(List<GraphNode> ordered) {
        Map<Integer, Set<GraphNode>> lasting = new LinkedHashMap<>();
        List<GraphNode> aboutOthers = new ArrayList<>();
        for (GraphNode node : ordered) {
            if (rights[node.id()] == null
                    && holds(node, MemberRole.ADMIN)
                    && lasting.computeIfAbsent(
                                    node.author(), person -> new LinkedHashSet<>(lasting(person, MemberRole.ADMIN)))
                            .contains(node)
                    && isAdminsAct(node)) {
                if (node.subject() == node.author()) {
                    apply(node, MemberRole.ADMIN);
                } else {
                    rights[node.id()] = MemberRole.ADMIN;
                    aboutOthers.add(node);
                }
            }
        }
        aboutOthers.forEach(node -> apply(node, MemberRole.ADMIN)); // late: it voids no statement
    }

    private boolean isAdminsAct(GraphNode node) {
        Act act = node.act();
        if (!needsRight(act)
                || act instanceof Act.SetPolicy
                || (act instanceof Act.SetRole role && role.role().isAtLeast(MemberRole.ADMIN))) {
            return false;
        }
        boolean aboutOthers = act instanceof Act.SetRole || act instanceof Act.Remove;
        return !aboutOthers || node.subject() == node.author() || !isProtected(node.subject(), MemberRole.ADMIN, node);
    }

    private static boolean needsRight(Act act) {
        return !(act instanceof Act.Leave
                || act instanceof Act.Revoke
                || (act instanceof Act.Admit admit && !(admit.basis() instanceof Act.Approved)));
    }

    private void apply(GraphNode node, MemberRole right) {
        rights[node.id()] = right;
        if (node.act() instanceof Act.Remove) {
            restrict(node.subject(), node, Optional.empty());
        } else if (node.act() instanceof Act.SetRole set) {
            if (restricts(node)) {
                restrict(node.subject(), node, Optional.of(set.role()));
            }
            if (set.role().isAtLeast(MemberRole.ADMIN)) {
                promotions.add(node.subject(), node);
            }
        }
    }

    private void restrict(int person, GraphNode node, Optional<MemberRole> left) {
        Restriction restriction = new Restriction(node, person == node.author(), left);
        restrictions.add(person, restriction);
        for (MemberRole role : List.of(MemberRole.OWNER, MemberRole.ADMIN)) {
            if (restriction.takes(role)) {
                (restriction.own() ? givenUp : taken)
                        .computeIfAbsent(new Office(person, role), office -> new BitSet())
                        .set(node.id());
            }
        }
        restriction
                .cuts()
                .statements()
                .forEach((device, number) ->
                        cuts.computeIfAbsent(device, key -> new ArrayList<>()).add(new Cut(node, number)));
    }

    /** Returns whether a statement takes a role that its author knew of. */
    private boolean restricts(GraphNode node) {
        if (!(node.act() instanceof Act.SetRole set)) {
            return node.act() instanceof Act.Remove;
        }
        MemberRole role = set.role();
        if (role == MemberRole.OWNER) {
            return false;
        }
        return role == MemberRole.READER
                || node.subject() == FOUNDER
                || graph.promotions(set.person()).stream()
                        .anyMatch(promotion -> node.follows(promotion) && !role.isAtLeast(role(promotion)));
    }

    /**
     * Returns whether a restriction has no power over a person, because the person still had the role. A role that
     * people gave up protects on, because they can still claim to have stated something before.
     */
    private boolean isProtected(int person, MemberRole role, GraphNode restriction) {
        boolean founded = person == FOUNDER;
        BitSet ended = new BitSet();
        List<Restriction> restrictions = restrictions(person);
        for (int i = restrictions.size() - 1; i >= 0; i--) {
            Restriction earlier = restrictions.get(i);
            if (!earlier.own() && earlier.takes(role) && restriction.follows(earlier.node())) {
                founded = false;
                if (!ended.get(earlier.node().id())) { // else its past has ended, too
                    ended.or(earlier.node().past());
                }
            }
        }
        return founded
                || promotions.get(person).stream()
                        .filter(promotion -> role(promotion).isAtLeast(role))
                        .anyMatch(promotion -> !ended.get(promotion.id()) && !promotion.follows(restriction));
    }

    private boolean holds(GraphNode node, MemberRole role) {
        return (node.author() == FOUNDER || isPromoted(node, role)) && !isAfterOwn(node, role);
    }

    private boolean isPromoted(GraphNode node, MemberRole role) {
        for (GraphNode promotion : promotions.get(node.author())) {
            if (node.follows(promotion) && role(promotion).isAtLeast(role)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAfterOwn(GraphNode node, MemberRole role) {
        BitSet known = of(givenUp, node, role);
        known.and(node.past());
        return isTaken(node, role, known);
    }

    private boolean isBehind(GraphNode node, MemberRole role) {
        BitSet unseen = of(taken, node, role);
        if (!unseen.isEmpty()) {
            List<GraphNode> siblings = graph.siblings(node);
            long number = node.statement().number();
            for (Cut cut : cuts.getOrDefault(node.statement().device(), List.of())) {
                if (number <= cut.number()
                        && (siblings.isEmpty() || !Restriction.isBehind(cut.restriction(), node, siblings))) {
                    unseen.clear(cut.restriction().id());
                }
            }
        }
        return isTaken(node, role, unseen);
    }

    private static BitSet of(Map<Office, BitSet> restrictions, GraphNode node, MemberRole role) {
        BitSet all = restrictions.get(new Office(node.author(), role));
        return all == null ? new BitSet() : (BitSet) all.clone();
    }

    /** Returns whether restrictions hold for a statement: no promotion in its past knew of all of them. */
    private boolean isTaken(GraphNode node, MemberRole role, BitSet taking) {
        if (taking.isEmpty()) {
            return false;
        }
        List<GraphNode> promoted = promotions.get(node.author());
        for (int i = promoted.size() - 1; i >= 0; i--) {
            GraphNode promotion = promoted.get(i);
            if (node.follows(promotion) && role(promotion).isAtLeast(role) && promotion.followsAll(taking)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the statements of a person that no other person, no revocation and no fork has voided, in order. */
    private List<GraphNode> lasting(int person, MemberRole role) {
        List<GraphNode> seen = byPerson.get(person).stream()
                .filter(node -> !isBehind(node, role))
                .toList();
        List<GraphNode> revocations =
                seen.stream().filter(node -> node.act() instanceof Act.Revoke).toList();
        List<GraphNode> kept = seen.stream()
                .filter(node -> revocations.stream().noneMatch(revocation -> voids(revocation, node)))
                .toList();
        Map<DeviceKey, Long> ends = new LinkedHashMap<>();
        for (GraphNode node : kept) {
            if (graph.siblings(node).stream().anyMatch(kept::contains)) {
                ends.merge(node.statement().device(), node.statement().number(), Math::min);
            }
        }
        return ends.isEmpty()
                ? kept
                : kept.stream()
                        .filter(node -> node.statement().number()
                                < ends.getOrDefault(node.statement().device(), Long.MAX_VALUE))
                        .toList();
    }

    private boolean voids(GraphNode revocation, GraphNode node) {
        return ((Act.Revoke) revocation.act()).device().equals(node.statement().device())
                && Restriction.isBehind(revocation, node, graph.siblings(node));
    }

    private static MemberRole role(GraphNode promotion) {
        return ((Act.SetRole) promotion.act()).role();
    }

    /** Returns the role by which a statement is valid, if one is needed and its author had it. */
    Optional<MemberRole> right(GraphNode node) {
        return Optional.ofNullable(rights[node.id()]);
    }

    /** Returns the valid restrictions of a person. */
    List<Restriction> restrictions(int person) {
        return restrictions.get(person);
    }

    /** Returns whether a removal of its author voids a statement. {@code admitted} has the removals that ended. */
    boolean isBehindRemoval(GraphNode node, BitSet admitted) {
        return restrictions(node.author()).stream()
                .anyMatch(restriction -> !restriction.own()
                        && restriction.left().isEmpty()
                        && Restriction.isBehind(restriction.node(), node, graph.siblings(node))
                        && !admitted.get(restriction.node().id()));
    }
}
