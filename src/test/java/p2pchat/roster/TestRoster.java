package p2pchat.roster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;

/** One half of a group, whose people state with what that half knows. Person 0 has founded it. */
final class TestRoster {

    final Genesis genesis;
    final StatementGraph graph;

    private TestRoster(Genesis genesis, StatementGraph graph) {
        this.genesis = genesis;
        this.graph = graph;
    }

    static TestRoster found(AdmissionPolicy policy) {
        Genesis genesis = TestStatements.genesis(policy);
        return new TestRoster(genesis, new StatementGraph(genesis, TestStatements.signer(TestStatements.device(0, 0))));
    }

    /** Returns the other half of a split that begins now. */
    TestRoster split() {
        return new TestRoster(genesis, graph.copy());
    }

    /** Ends a split: both halves learn all. */
    void heal(TestRoster other) {
        List.copyOf(graph.inOrder()).forEach(other.graph::add);
        List.copyOf(other.graph.inOrder()).forEach(graph::add);
    }

    /** States with all that is known. */
    Statement state(int person, Act act) {
        return state(person, 0, act);
    }

    Statement state(int person, int device, Act act) {
        DeviceCertificate author = TestStatements.device(person, device);
        return add(TestStatements.statement(
                author, graph.lastNumber(author.device()) + 1, graph.parents(author.device()), act));
    }

    /** States as if nothing but some statements were known. */
    Statement backdate(int person, int device, long number, Act act, Statement... parents) {
        return add(claim(person, device, number, act, parents));
    }

    static Statement claim(int person, int device, long number, Act act, Statement... parents) {
        List<StatementHash> hashes =
                List.of(parents).stream().map(Statement::hash).sorted().toList();
        return TestStatements.statement(TestStatements.device(person, device), number, hashes, act);
    }

    private Statement add(Statement statement) {
        var unused = graph.add(statement);
        return statement;
    }

    Judgement judge() {
        return Judgement.of(genesis, graph);
    }

    Authority authority() {
        return judge().authority();
    }

    boolean isValid(Statement statement) {
        return judge().isValid(statement.hash());
    }

    Optional<MemberRole> role(int person) {
        return authority().role(TestStatements.person(person));
    }

    boolean isInside(int person) {
        return role(person).isPresent();
    }

    static Act role(int person, MemberRole role) {
        return new Act.SetRole(TestStatements.person(person), role, Cuts.NONE);
    }

    /** Removes a person, with cuts at what this half knows of it. */
    Act remove(int person) {
        return remove(person, false, Map.of());
    }

    Act ban(int person) {
        return remove(person, true, Map.of());
    }

    Act remove(int person, boolean ban, Map<Uid, Long> messages) {
        return new Act.Remove(TestStatements.person(person), ban, "", cuts(person, messages));
    }

    Cuts cuts(int person, Map<Uid, Long> messages) {
        return new Cuts(graph.lastNumbers(TestStatements.person(person)), messages);
    }

    static Act approve(int person) {
        return new Act.Admit(TestStatements.person(person), new Act.Approved());
    }

    static Bytes key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Bytes.of(key);
    }

    static InvitationId id(int number) {
        return TestStatements.signer(TestStatements.device(0, 0)).id(key(number));
    }

    static Act invite(int number, int uses) {
        return new Act.Invite(key(number), uses, 0, MemberRole.MEMBER);
    }

    static Act redeem(int number, int person) {
        return new Act.Admit(TestStatements.person(person), new Act.Invited(id(number), key(number)));
    }
}
