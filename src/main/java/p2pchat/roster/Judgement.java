package p2pchat.roster;

import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Authority.Device;
import p2pchat.model.Authority.Limits;
import p2pchat.model.Genesis;
import p2pchat.model.MemberRole;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;

/**
 * Decides which statements of a graph have an effect, and what they amount to (protocol 2.13). A function of the set
 * of statements alone: neither their order of arrival nor any leader matters.
 */
public final class Judgement {

    private final StatementGraph graph;
    private final Offices offices;
    private final BitSet valid = new BitSet();
    private final Authority authority;

    private Judgement(Genesis genesis, StatementGraph graph) {
        List<GraphNode> ordered = graph.nodes().stream().sorted(GraphNode.ORDER).toList();
        this.graph = graph;
        offices = new Offices(graph, ordered);
        Admissions admissions = new Admissions(genesis, graph, offices, ordered);
        Policy policy = Policy.of(genesis, admissions.policies());
        Standings standings = new Standings(offices, admissions, ordered, policy.wasOpen());
        Map<Device, Limits> revoked = new LinkedHashMap<>();
        for (GraphNode node : ordered) {
            if (isValid(node, admissions, standings)) {
                valid.set(node.id());
                if (node.act() instanceof Act.Revoke revoke) {
                    Limits limits = new Limits(revoke.cuts().messages(), 0);
                    revoked.merge(new Device(node.person(), revoke.device()), limits, Judgement::smaller);
                }
            }
        }
        authority = new Authority(
                policy.policy(),
                policy.locked(),
                policy.wasOpen(),
                topic(ordered),
                standings.all(graph.people()),
                admissions.invitations(),
                revoked,
                graph.frontier());
    }

    /** Judges the statements of a graph. */
    public static Judgement of(Genesis genesis, StatementGraph graph) {
        return new Judgement(genesis, graph);
    }

    private boolean isValid(GraphNode node, Admissions admissions, Standings standings) {
        Act act = node.act();
        if (act instanceof Act.Admit) {
            return admissions.admitted(node) != null;
        } else if (act instanceof Act.Revoke) {
            return !offices.isBehindRemoval(node, standings.answeredRemovals(node));
        } else {
            return act instanceof Act.Leave || offices.right(node).isPresent();
        }
    }

    private static Limits smaller(Limits one, Limits other) {
        Map<Uid, Long> listed = new LinkedHashMap<>(one.listed());
        listed.replaceAll((store, limit) -> Math.min(limit, other.of(store)));
        return new Limits(listed, 0);
    }

    /** Returns the newest topic; of concurrent ones, that of an owner before that of an admin. */
    private String topic(List<GraphNode> ordered) {
        List<GraphNode> topics = ordered.stream()
                .filter(node -> node.act() instanceof Act.SetTopic
                        && offices.right(node).isPresent())
                .toList();
        return Policy.newest(topics).stream()
                .min(Comparator.comparing(
                                (GraphNode node) -> offices.right(node).orElseThrow())
                        .thenComparing(GraphNode.ORDER.reversed()))
                .map(node -> ((Act.SetTopic) node.act()).text())
                .orElse("");
    }

    public Authority authority() {
        return authority;
    }

    /** Returns whether a statement has an effect. */
    public boolean isValid(StatementHash hash) {
        GraphNode node = graph.node(hash);
        return node != null && valid.get(node.id());
    }

    /** Returns the role by which a valid statement could be made; empty if it needs none, or has no effect. */
    public Optional<MemberRole> right(StatementHash hash) {
        GraphNode node = graph.node(hash);
        return node != null && valid.get(node.id()) ? offices.right(node) : Optional.empty();
    }
}
