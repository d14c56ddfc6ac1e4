package p2pchat.roster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import p2pchat.model.Act;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationCheck;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.StatementHash;
import p2pchat.roster.StatementGraph.Outcome;

/**
 * Decides which statements enter a graph: those that their past can justify, up to a bound for each kind. Looks at
 * nothing but the past, so every graph decides the same until it is full.
 */
final class Entry {

    /** The bounds of statements, by the power of their authors: nobody can keep a more powerful one from stating. */
    static final int MAX_OF_ADMINS = 1_600;

    static final int MAX_OF_OWNERS = 1_800;
    static final int MAX_OF_FOUNDER = 2_000;
    /** The bound of decisions of one person who is not the founder, so that no one uses up the others' room. */
    static final int MAX_OF_PERSON = 1_000;
    /** The bound of admissions that their content justifies. */
    static final int MAX_ADMISSIONS = 10_000;
    /** The bounds of what people state about themselves: in all, of people without admission, and of each person. */
    static final int MAX_OWN = 1_000;

    static final int MAX_OWN_OF_STRANGERS = 500;
    static final int MAX_OWN_OF_PERSON = 16;
    /** The bound of equal admissions, because anyone can repeat one. */
    static final int MAX_REPETITIONS = 16;

    private enum Kind {
        DECISION,
        ADMISSION,
        OWN
    }

    /** What several statements have in common that are bounded together. */
    private record Group(PersonKey person, Optional<InvitationId> invitation, Class<?> kind) {}

    private final Genesis genesis;
    private final InvitationCheck check;
    private final Set<StatementHash> proven;
    private final Map<PersonKey, List<GraphNode>> promotions = new LinkedHashMap<>();
    private final Map<PersonKey, List<GraphNode>> admissions = new LinkedHashMap<>();
    private final Map<PersonKey, List<GraphNode>> endings = new LinkedHashMap<>();
    private final Map<InvitationId, List<GraphNode>> invitations = new LinkedHashMap<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<Group, Integer> groups = new LinkedHashMap<>();
    private int strangers;

    Entry(Genesis genesis, InvitationCheck check) {
        this(genesis, check, new LinkedHashSet<>());
    }

    private Entry(Genesis genesis, InvitationCheck check, Set<StatementHash> proven) {
        this.genesis = genesis;
        this.check = check;
        this.proven = proven;
    }

    /** Returns one for an empty graph, which remembers the verified proofs. */
    Entry empty() {
        return new Entry(genesis, check, proven);
    }

    PersonKey founder() {
        return genesis.founder();
    }

    /** Returns the strongest role that a past can have given to a person, if it is owner or admin. */
    Optional<MemberRole> power(PersonKey person, BitSet past) {
        if (person.equals(genesis.founder())) {
            return Optional.of(MemberRole.OWNER);
        }
        Optional<MemberRole> power = Optional.empty();
        for (GraphNode node : promotions.getOrDefault(person, List.of())) {
            if (past.get(node.id())) {
                MemberRole role = ((Act.SetRole) node.statement().act()).role();
                if (role == MemberRole.OWNER) {
                    return Optional.of(role);
                }
                power = Optional.of(role);
            }
        }
        return power;
    }

    /** Decides whether a statement enters, and remembers it. */
    Outcome admit(GraphNode node) {
        Optional<Kind> kind = kind(node);
        if (kind.isEmpty()) {
            return Outcome.DROPPED;
        }
        Group group = group(node, kind.get());
        boolean stranger = kind.get() == Kind.OWN && !isNamed(node);
        if (isFull(node, kind.get(), group, stranger)) {
            return Outcome.FULL;
        }
        counts.merge(kind.get(), 1, Integer::sum);
        groups.merge(group, 1, Integer::sum);
        strangers += stranger ? 1 : 0;
        remember(node);
        return Outcome.ADDED;
    }

    private Optional<Kind> kind(GraphNode node) {
        Act act = node.statement().act();
        boolean owner = node.power().filter(role -> role == MemberRole.OWNER).isPresent();
        boolean admin = node.power().isPresent();
        if (act instanceof Act.Admit admit && !(admit.basis() instanceof Act.Approved)) {
            return isJustified(node, admit) ? Optional.of(Kind.ADMISSION) : Optional.empty();
        } else if (act instanceof Act.Leave) {
            return isNamed(node) ? Optional.of(Kind.OWN) : Optional.empty();
        } else if (act instanceof Act.Revoke) {
            return Optional.of(Kind.OWN);
        } else if (act instanceof Act.SetRole role) {
            return owner || (admin && !role.role().isAtLeast(MemberRole.ADMIN))
                    ? Optional.of(Kind.DECISION)
                    : Optional.empty();
        } else if (act instanceof Act.SetPolicy) {
            return owner ? Optional.of(Kind.DECISION) : Optional.empty();
        } else if (act instanceof Act.Invite invite && invite.role().isAtLeast(MemberRole.ADMIN)) {
            return Optional.empty();
        } else {
            return admin ? Optional.of(Kind.DECISION) : Optional.empty();
        }
    }

    private boolean isJustified(GraphNode node, Act.Admit admit) {
        if (!(admit.basis() instanceof Act.Invited basis)) {
            return isInPast(endings, admit.person(), node);
        }
        for (GraphNode invitation : invitations.getOrDefault(basis.invitation(), List.of())) {
            if (node.follows(invitation)) {
                Act.Invite terms = (Act.Invite) invitation.statement().act();
                return proven.contains(node.statement().hash()) || check.isInvited(admit.person(), basis, terms.key());
            }
        }
        return false;
    }

    private boolean isNamed(GraphNode node) {
        return node.person().equals(genesis.founder()) || isInPast(admissions, node.person(), node);
    }

    private static <K> boolean isInPast(Map<K, List<GraphNode>> index, K key, GraphNode node) {
        for (GraphNode other : index.getOrDefault(key, List.of())) {
            if (node.follows(other)) {
                return true;
            }
        }
        return false;
    }

    private static Group group(GraphNode node, Kind kind) {
        Act act = node.statement().act();
        if (kind == Kind.DECISION) {
            return new Group(node.person(), Optional.empty(), Act.class);
        }
        if (act instanceof Act.Admit admit) {
            Optional<InvitationId> invitation =
                    admit.basis() instanceof Act.Invited basis ? Optional.of(basis.invitation()) : Optional.empty();
            return new Group(admit.person(), invitation, admit.basis().getClass());
        }
        return new Group(node.person(), Optional.empty(), act.getClass());
    }

    private boolean isFull(GraphNode node, Kind kind, Group group, boolean stranger) {
        int count = counts.getOrDefault(kind, 0);
        int inGroup = groups.getOrDefault(group, 0);
        return switch (kind) {
            case DECISION ->
                count >= maxDecisions(node)
                        || (inGroup >= MAX_OF_PERSON && !node.person().equals(genesis.founder()));
            case ADMISSION -> count >= MAX_ADMISSIONS || inGroup >= MAX_REPETITIONS;
            case OWN ->
                count >= MAX_OWN || inGroup >= MAX_OWN_OF_PERSON || (stranger && strangers >= MAX_OWN_OF_STRANGERS);
        };
    }

    private int maxDecisions(GraphNode node) {
        if (node.person().equals(genesis.founder())) {
            return MAX_OF_FOUNDER;
        }
        return node.power().filter(role -> role == MemberRole.OWNER).isPresent() ? MAX_OF_OWNERS : MAX_OF_ADMINS;
    }

    private void remember(GraphNode node) {
        Act act = node.statement().act();
        if (act instanceof Act.SetRole role) {
            add(admissions, role.person(), node);
            if (role.role().isAtLeast(MemberRole.ADMIN)) {
                add(promotions, role.person(), node);
            }
        } else if (act instanceof Act.Admit admit) {
            add(admissions, admit.person(), node);
            proven.add(node.statement().hash());
        } else if (act instanceof Act.Remove remove) {
            add(endings, remove.person(), node);
        } else if (act instanceof Act.Leave) {
            add(endings, node.person(), node);
        } else if (act instanceof Act.Invite invite) {
            add(invitations, check.id(invite.key()), node);
        }
    }

    private static <K> void add(Map<K, List<GraphNode>> index, K key, GraphNode node) {
        index.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
    }

    /** Returns the promotions to owner or admin of a person that can be valid. */
    List<GraphNode> promotions(PersonKey person) {
        return promotions.getOrDefault(person, List.of());
    }

    /** Returns the id of an invitation that a statement makes. */
    InvitationId id(Act.Invite invite) {
        return check.id(invite.key());
    }
}
