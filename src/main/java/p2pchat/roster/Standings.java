package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
            return node != null && (node.equals(other) || node.follows(other));
        }

        boolean followsAll(BitSet ids) {
            return node == null ? ids.isEmpty() : node.followsAll(ids);
        }
    }

    private final Offices offices;
    private final boolean wasOpen;
    private final Grouped<Grant> grants = new Grouped<>();
    private final Grouped<GraphNode> bans = new Grouped<>();
    private final Grouped<GraphNode> unbans = new Grouped<>();
    private final BitSet named = new BitSet();

    Standings(Offices offices, Admissions admissions, List<GraphNode> ordered, boolean wasOpen) {
        this.offices = offices;
        this.wasOpen = wasOpen;
        add(0, new Grant(null, MemberRole.OWNER, true)); // the founder
        for (GraphNode node : ordered) {
            MemberRole admitted = admissions.admitted(node);
            MemberRole right = offices.right(node).orElse(null);
            if (node.act() instanceof Act.SetRole && right == MemberRole.OWNER) {
                unbans.add(node.subject(), node);
            }
            if (admitted != null) {
                add(node.subject(), new Grant(node, admitted, true));
            } else if (right != null) {
                collect(node);
            } else if (node.act() instanceof Act.Leave) {
                named.set(node.author());
            }
        }
    }

    private void add(int person, Grant grant) {
        grants.add(person, grant);
        named.set(person);
    }

    private void collect(GraphNode node) {
        if (node.act() instanceof Act.SetRole set) {
            add(node.subject(), new Grant(node, set.role(), false));
        } else if (node.act() instanceof Act.Remove remove) {
            named.set(node.subject());
            if (remove.ban()) {
                bans.add(node.subject(), node);
            }
        } else if (node.act() instanceof Act.Unban) {
            unbans.add(node.subject(), node);
        }
    }

    /** Returns the standing of everyone that a valid statement names. */
    Map<PersonKey, Standing> all(Map<PersonKey, Integer> people) {
        Map<PersonKey, Standing> standings = new LinkedHashMap<>();
        people.forEach((key, person) -> {
            if (named.get(person)) {
                standings.put(key, standing(person));
            }
        });
        return standings;
    }

    private Standing standing(int person) {
        List<Restriction> restrictions = offices.restrictions(person);
        Map<Optional<MemberRole>, BitSet> byRole = new LinkedHashMap<>();
        for (Restriction restriction : restrictions) {
            byRole.computeIfAbsent(restriction.left(), left -> new BitSet())
                    .set(restriction.node().id());
        }
        Optional<MemberRole> role = Optional.empty();
        boolean inside = false;
        @Nullable GraphNode decision = null;
        for (Grant grant : grants.get(person)) {
            Optional<MemberRole> rest = rest(person, grant, byRole);
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

    /**
     * Returns what the restrictions that a grant did not know leave of it.
     *
     * @param restrictions by the role that they leave
     */
    private Optional<MemberRole> rest(int person, Grant grant, Map<Optional<MemberRole>, BitSet> restrictions) {
        MemberRole role = grant.role();
        for (Map.Entry<Optional<MemberRole>, BitSet> restriction : restrictions.entrySet()) {
            if (!grant.followsAll(restriction.getValue())) {
                MemberRole left = restriction.getKey().orElse(null);
                if (left == null) {
                    return Optional.empty();
                }
                role = role.isAtLeast(left) ? left : role;
            }
        }
        List<GraphNode> bans = this.bans.get(person);
        if (!bans.isEmpty()) {
            BitSet ended = ended(person, grant::follows);
            if (bans.stream().anyMatch(ban -> !ended.get(ban.id()))) {
                return Optional.empty();
            }
        }
        return Optional.of(role);
    }

    private boolean isBanned(int person) {
        List<GraphNode> bans = this.bans.get(person);
        if (bans.isEmpty()) {
            return false;
        }
        BitSet ended = ended(person, unban -> true);
        return bans.stream().anyMatch(ban -> !ended.get(ban.id()));
    }

    private BitSet ended(int person, Predicate<GraphNode> known) {
        BitSet ended = new BitSet();
        unbans.get(person).stream().filter(known).map(GraphNode::past).forEach(ended::or);
        return ended;
    }

    /**
     * Returns the messages that count as those of a role. A restriction that a later grant of the role knew of goes on
     * for the stores that it lists, and ends for others, because the person continues with a new store.
     */
    private Limits limits(int person, MemberRole needed, Optional<MemberRole> role, boolean everybody) {
        List<Grant> giving = new ArrayList<>();
        for (Grant grant : grants.get(person)) {
            if (grant.role().isAtLeast(needed)) {
                giving.add(grant);
            }
        }
        List<Restriction> taking = new ArrayList<>();
        for (Restriction restriction : offices.restrictions(person)) {
            if (restriction.takes(needed) && !isLeave(restriction)) {
                taking.add(restriction);
            }
        }
        boolean lower = role.isPresent() && !role.get().isAtLeast(needed);
        if ((giving.isEmpty() && !everybody) || (lower && taking.isEmpty())) {
            return Limits.NONE;
        }
        if (taking.isEmpty()) {
            return Limits.ALL;
        }
        BitSet all = ids(taking);
        BitSet unanswered = (BitSet) all.clone();
        giving.stream().map(Grant::node).filter(Objects::nonNull).forEach(node -> unanswered.andNot(node.past()));
        Map<Uid, Long> listed = new LinkedHashMap<>();
        Map<Uid, Integer> listing = new LinkedHashMap<>(); // the unanswered restrictions that list a store
        for (Restriction restriction : taking) {
            int one = unanswered.get(restriction.node().id()) ? 1 : 0;
            restriction.cuts().messages().forEach((store, limit) -> {
                listed.merge(store, limit, Math::min);
                listing.merge(store, one, Integer::sum);
            });
        }
        int count = unanswered.cardinality();
        listed.replaceAll((store, limit) -> listing.getOrDefault(store, 0) < count ? 0 : limit);
        boolean open = giving.stream().anyMatch(grant -> grant.followsAll(all));
        return new Limits(listed, open ? Long.MAX_VALUE : 0);
    }

    private static BitSet ids(List<Restriction> restrictions) {
        BitSet ids = new BitSet();
        restrictions.forEach(restriction -> ids.set(restriction.node().id()));
        return ids;
    }

    private static boolean isLeave(Restriction restriction) {
        return restriction.node().act() instanceof Act.Leave;
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
        for (Grant grant : grants.get(of.author())) {
            GraphNode node = grant.node();
            if (node != null && of.follows(node)) {
                answered.or(node.past());
            }
        }
        return answered;
    }
}
