package p2pchat.roster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationCheck;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.roster.RosterReport.Judged;

/**
 * The statements that this node has, judged as of the last commit. Statements that were added since have no effect
 * until they are committed.
 */
final class Knowledge {

    /** More statements than fit into one answer. */
    static final int MAX_LACKING = 2_048;

    private final Genesis genesis;
    private final InvitationCheck check;
    private StatementGraph graph;
    private List<Statement> committed;
    private Judgement judgement;

    /**
     * What statements would change.
     *
     * @param full whether the graph has no room for them
     * @param effective whether each of them would have an effect
     */
    record Trial(boolean full, boolean effective, Authority authority) {}

    /**
     * What a commit has changed.
     *
     * @param voided those that were valid before
     */
    record Change(List<Judged> added, List<Judged> voided) {}

    Knowledge(Genesis genesis, List<Statement> stored, InvitationCheck check) {
        this.genesis = genesis;
        this.check = check;
        this.graph = new StatementGraph(genesis, check);
        stored.forEach(graph::add);
        this.committed = graph.inOrder();
        this.judgement = Judgement.of(genesis, graph);
    }

    Authority authority() {
        return judgement.authority();
    }

    /** Returns what these statements would change. */
    Trial attempt(List<Statement> statements) {
        StatementGraph copy = graph.copy();
        boolean full = false;
        for (Statement statement : statements) {
            full = copy.add(statement).outcome() == StatementGraph.Outcome.FULL || full;
        }
        Judgement then = Judgement.of(genesis, copy);
        boolean effective = statements.stream()
                .allMatch(statement -> copy.contains(statement.hash()) && then.isValid(statement.hash()));
        return new Trial(full, effective, then.authority());
    }

    /** Adds statements, and returns those that are new and have all their parents, parents first. */
    List<Statement> add(List<Statement> statements) {
        List<Statement> added = new ArrayList<>();
        statements.forEach(statement -> added.addAll(graph.add(statement).added()));
        return added;
    }

    /** Judges what was added, which is durable now. */
    Change commit() {
        Judgement before = judgement;
        List<Statement> all = graph.inOrder();
        judgement = Judgement.of(genesis, graph);
        List<Judged> added = all.subList(committed.size(), all.size()).stream()
                .map(this::judged)
                .toList();
        List<Judged> voided = committed.stream()
                .filter(statement -> before.isValid(statement.hash()) && !judgement.isValid(statement.hash()))
                .map(this::judged)
                .toList();
        committed = all;
        return new Change(added, voided);
    }

    /** Removes what was added, which could not be stored. */
    void rollBack() {
        graph = new StatementGraph(genesis, check);
        committed.forEach(graph::add);
    }

    /** Returns all statements, parents first. */
    List<Judged> judged() {
        return committed.stream().map(this::judged).toList();
    }

    private Judged judged(Statement statement) {
        return new Judged(statement, judgement.isValid(statement.hash()), judgement.right(statement.hash()));
    }

    /** Returns whether a statement has ever let the person in. */
    boolean wasAdmitted(PersonKey person) {
        return committed.stream()
                .map(Statement::act)
                .anyMatch(act -> (act instanceof Act.Admit || act instanceof Act.SetRole)
                        && act.subject().filter(person::equals).isPresent());
    }

    List<StatementHash> parents(DeviceKey device) {
        return graph.parents(device);
    }

    long lastNumber(DeviceKey device) {
        return graph.lastNumber(device);
    }

    Map<DeviceKey, Long> lastNumbers(PersonKey person) {
        return graph.lastNumbers(person);
    }

    List<Statement> lacking(Set<Long> known) {
        return graph.lacking(known, MAX_LACKING);
    }

    Set<Long> prefixes() {
        return graph.prefixes();
    }
}
