package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority.Invitation;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;

/**
 * Judges policies, invitations and admissions, after the statements of owners and admins. A restriction voids what is
 * concurrent to it: an admission holds only if each lock, closing and removal knew of it, or it knew of their end.
 */
final class Admissions {

    private record Offer(GraphNode node, Act.Invite terms) {}

    private final Genesis genesis;
    private final StatementGraph graph;
    private final Offices offices;
    private final List<GraphNode> policies = new ArrayList<>();
    private final Map<InvitationId, List<Offer>> offers = new LinkedHashMap<>();
    private final Map<InvitationId, BitSet> closings = new LinkedHashMap<>();
    private final Map<InvitationId, List<GraphNode>> redemptions = new LinkedHashMap<>();
    private final @Nullable MemberRole[] admitted;

    Admissions(Genesis genesis, StatementGraph graph, Offices offices, List<GraphNode> ordered) {
        this.genesis = genesis;
        this.graph = graph;
        this.offices = offices;
        admitted = new MemberRole[ordered.size()];
        ordered.stream().filter(node -> offices.right(node).isPresent()).forEach(this::collect);
        ordered.forEach(this::admit);
    }

    private void collect(GraphNode node) {
        Act act = node.act();
        if (act instanceof Act.SetPolicy) {
            policies.add(node);
        } else if (act instanceof Act.Invite invite) {
            offers.computeIfAbsent(graph.id(invite), id -> new ArrayList<>()).add(new Offer(node, invite));
        } else if (act instanceof Act.Close close) {
            // What all closings of an invitation knew
            closings.merge(close.invitation(), (BitSet) node.past().clone(), (all, past) -> {
                all.and(past);
                return all;
            });
        }
    }

    private void admit(GraphNode node) {
        Act act = node.act();
        if (act instanceof Act.SetRole set && offices.right(node).isPresent()) {
            if (offices.right(node).get() == MemberRole.OWNER || !isLocked(node)) {
                admitted[node.id()] = set.role();
            }
        } else if (act instanceof Act.Admit admit) {
            role(node, admit).ifPresent(role -> admitted[node.id()] = role);
        }
    }

    private Optional<MemberRole> role(GraphNode node, Act.Admit admit) {
        if (isLocked(node)) {
            return Optional.empty();
        } else if (admit.basis() instanceof Act.Invited basis) {
            for (Offer offer : offers.getOrDefault(basis.invitation(), List.of())) {
                if (isRedeemed(node, basis.invitation(), offer)) {
                    redemptions
                            .computeIfAbsent(basis.invitation(), id -> new ArrayList<>())
                            .add(node);
                    return Optional.of(offer.terms().role());
                }
            }
            return Optional.empty();
        } else {
            boolean right = admit.basis() instanceof Act.Open
                    ? isOpen(node)
                    : offices.right(node).isPresent();
            return right ? Optional.of(MemberRole.MEMBER) : Optional.empty();
        }
    }

    private boolean isRedeemed(GraphNode node, InvitationId id, Offer offer) {
        BitSet closing = closings.get(id);
        return node.follows(offer.node())
                && (closing == null || closing.get(node.id()))
                && !isMakerOut(offer, node)
                && isNewerThanRemovals(offer, node)
                && !isUsedUp(node, id, offer.terms().uses());
    }

    /** Returns whether the maker of an invitation has lost the right to it for an admission. */
    private boolean isMakerOut(Offer offer, GraphNode node) {
        for (Restriction restriction : offices.restrictions(offer.node().author())) {
            if (restriction.takes(MemberRole.ADMIN) && !offer.node().follows(restriction.node())) {
                boolean first = restriction.own()
                        ? !node.follows(restriction.node())
                        : restriction.node().follows(node);
                if (!first) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A removal also ends the old invitations for the person. */
    private boolean isNewerThanRemovals(Offer offer, GraphNode node) {
        return offices.restrictions(node.subject()).stream()
                .allMatch(restriction -> restriction.own()
                        || restriction.left().isPresent()
                        || !node.follows(restriction.node())
                        || offer.node().follows(restriction.node()));
    }

    private boolean isUsedUp(GraphNode node, InvitationId id, int uses) {
        List<GraphNode> before = redemptions.getOrDefault(id, List.of());
        if (uses == 0 || before.size() < uses) {
            return false;
        }
        Set<Integer> others = new LinkedHashSet<>();
        for (GraphNode other : before) {
            int user = other.subject();
            if (node.follows(other) && user != node.subject() && others.add(user) && others.size() >= uses) {
                return true;
            }
        }
        return false;
    }

    private boolean isLocked(GraphNode node) {
        return policies.stream()
                .filter(policy -> act(policy).locked())
                .anyMatch(lock -> !lock.follows(node) && !isAnswered(lock, node, false));
    }

    private boolean isOpen(GraphNode node) {
        boolean opened = genesis.policy() == AdmissionPolicy.OPEN
                || policies.stream().anyMatch(policy -> isOpen(act(policy)) && node.follows(policy));
        return opened
                && policies.stream()
                        .filter(policy -> !isOpen(act(policy)))
                        .noneMatch(closing -> !closing.follows(node) && !isAnswered(closing, node, true));
    }

    /** Returns whether an admission knew of a policy that ended a stricter one. */
    private boolean isAnswered(GraphNode stricter, GraphNode node, boolean open) {
        return policies.stream()
                .filter(policy -> open ? isOpen(act(policy)) : !act(policy).locked())
                .anyMatch(policy -> policy.follows(stricter) && node.follows(policy));
    }

    private static Act.SetPolicy act(GraphNode policy) {
        return (Act.SetPolicy) policy.act();
    }

    static boolean isOpen(Act.SetPolicy policy) {
        return policy.policy() == AdmissionPolicy.OPEN && !policy.locked();
    }

    /** Returns the valid policies, in order. */
    List<GraphNode> policies() {
        return policies;
    }

    /** Returns the role that a statement gives, if it is a valid admission. */
    @Nullable
    MemberRole admitted(GraphNode node) {
        return admitted[node.id()];
    }

    Map<InvitationId, Invitation> invitations() {
        Map<InvitationId, Invitation> invitations = new LinkedHashMap<>();
        offers.forEach((id, of) -> {
            Offer offer = of.get(0);
            BitSet users = new BitSet();
            redemptions.getOrDefault(id, List.of()).forEach(node -> users.set(node.subject()));
            int uses = offer.terms().uses();
            boolean ended = offices.restrictions(offer.node().author()).stream()
                    .anyMatch(restriction ->
                            restriction.takes(MemberRole.ADMIN) && !offer.node().follows(restriction.node()));
            boolean closed = closings.containsKey(id) || ended || (uses > 0 && users.cardinality() >= uses);
            invitations.put(id, new Invitation(offer.terms(), offer.node().person(), users.cardinality(), closed));
        });
        return invitations;
    }
}
