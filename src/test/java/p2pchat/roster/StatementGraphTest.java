package p2pchat.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static p2pchat.roster.TestRoster.approve;
import static p2pchat.roster.TestRoster.claim;
import static p2pchat.roster.TestRoster.invite;
import static p2pchat.roster.TestRoster.redeem;
import static p2pchat.roster.TestRoster.role;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.roster.StatementGraph.Outcome;

/** Fills graphs, also with what strangers and hostile members send (attack 43). */
final class StatementGraphTest {

    private static final int FOUNDER = 0;
    private static final int ANN = 1;
    private static final int BOB = 2;

    private final TestRoster group = TestRoster.found(AdmissionPolicy.INVITE);
    private final StatementGraph graph = group.graph;

    private StatementGraph empty() {
        return TestRoster.found(AdmissionPolicy.INVITE).graph;
    }

    @Test
    void statementsWaitForTheirParents() {
        Statement first = group.state(FOUNDER, role(ANN, MemberRole.ADMIN));
        Statement second = group.state(ANN, approve(BOB));
        Statement third = group.state(FOUNDER, new Act.SetTopic("x"));
        StatementGraph other = empty();

        assertEquals(Outcome.WAITING, other.add(third).outcome());
        assertEquals(Outcome.WAITING, other.add(second).outcome());
        assertEquals(Outcome.KNOWN, other.add(second).outcome());
        assertEquals(Authority.NO_STATEMENTS, other.frontier());
        StatementGraph.Addition addition = other.add(first);
        assertEquals(Outcome.ADDED, addition.outcome());
        assertEquals(List.of(first, second, third), addition.added());
        assertEquals(graph.frontier(), other.frontier());
        assertEquals(Set.of(third.hash()), other.tips());
        assertEquals(Outcome.KNOWN, other.add(first).outcome());
    }

    @Test
    void frontierDependsOnStatementsOnly() {
        group.state(FOUNDER, role(ANN, MemberRole.ADMIN));
        TestRoster other = group.split();
        Bytes before = graph.frontier();
        group.state(FOUNDER, new Act.SetTopic("x"));
        other.state(ANN, new Act.SetTopic("y"));
        assertNotEquals(before, graph.frontier());
        group.heal(other);

        assertEquals(graph.frontier(), other.graph.frontier());
        assertEquals(2, graph.tips().size());
    }

    @Test
    void lackingOnesComeParentsFirst() {
        Statement first = group.state(FOUNDER, role(ANN, MemberRole.ADMIN));
        Statement second = group.state(ANN, approve(BOB));
        Statement third = group.state(ANN, new Act.SetTopic("x"));

        Set<Long> known = Set.of(StatementGraph.prefix(second.hash()));
        assertEquals(List.of(first, third), graph.lacking(known, 10));
        assertEquals(List.of(first), graph.lacking(known, 1));
        assertEquals(List.of(), graph.lacking(graph.prefixes(), 10));
    }

    @Test
    void decisionsNeedAPromotionInThePast() {
        Statement promotion = group.state(FOUNDER, role(ANN, MemberRole.ADMIN));

        assertEquals(Outcome.DROPPED, graph.add(claim(ANN, 0, 1, approve(BOB))).outcome());
        assertEquals(
                Outcome.DROPPED,
                graph.add(claim(BOB, 0, 1, approve(BOB), promotion)).outcome());
        assertEquals(
                Outcome.ADDED,
                graph.add(claim(ANN, 0, 1, approve(BOB), promotion)).outcome());
    }

    @Test
    void strangersEnterByProofOnly() {
        Statement offer = group.state(FOUNDER, invite(1, 0));
        Act open = new Act.Admit(TestStatements.person(BOB), new Act.Open());

        assertEquals(
                Outcome.DROPPED,
                graph.add(claim(BOB, 0, 1, new Act.Leave(), offer)).outcome());
        assertEquals(Outcome.DROPPED, graph.add(claim(BOB, 0, 1, open, offer)).outcome());
        assertEquals(
                Outcome.DROPPED, graph.add(claim(BOB, 0, 1, redeem(1, BOB))).outcome());
        assertEquals(
                Outcome.ADDED,
                graph.add(claim(BOB, 0, 1, redeem(1, BOB), offer)).outcome());
    }

    @Test
    void numbersOfADeviceHaveNoGaps() {
        Statement first = group.state(FOUNDER, new Act.SetTopic("a"));

        assertEquals(
                Outcome.DROPPED,
                graph.add(claim(FOUNDER, 0, 3, new Act.SetTopic("b"), first)).outcome());
        assertEquals(
                Outcome.DROPPED,
                graph.add(claim(FOUNDER, 0, 2, new Act.SetTopic("b"))).outcome());
        assertEquals(
                Outcome.ADDED,
                graph.add(claim(FOUNDER, 0, 2, new Act.SetTopic("b"), first)).outcome());
        assertEquals(2, graph.lastNumber(TestStatements.device(FOUNDER, 0).device()));
        assertEquals(
                Map.of(TestStatements.device(FOUNDER, 0).device(), 2L),
                graph.lastNumbers(TestStatements.person(FOUNDER)));
    }

    @Test
    void parentsOfManyTipsIncludeDecisionsAndTheOwnLast() {
        Statement offer = group.state(FOUNDER, invite(1, 0));
        for (int i = 10; i < 40; i++) {
            assertEquals(
                    Outcome.ADDED,
                    graph.add(claim(i, 0, 1, redeem(1, i), offer)).outcome());
        }
        Statement decision = claim(FOUNDER, 1, 1, new Act.SetTopic("x"), offer);
        assertEquals(Outcome.ADDED, graph.add(decision).outcome());
        assertEquals(31, graph.tips().size());
        DeviceKey device = TestStatements.device(FOUNDER, 0).device();
        List<StatementHash> parents = graph.parents(device);

        assertEquals(Statement.MAX_PARENTS, parents.size());
        assertTrue(parents.contains(decision.hash()));
        assertTrue(parents.contains(offer.hash()));
        assertEquals(parents.stream().sorted().toList(), parents);
        assertTrue(graph.contains(group.state(FOUNDER, new Act.SetTopic("y")).hash()));
    }

    /** Attack 43: what one person can state has a bound, which leaves room for others. */
    @Test
    void floodsOfDecisionsLeaveRoomForOwners() {
        group.state(FOUNDER, role(ANN, MemberRole.ADMIN));
        group.state(FOUNDER, role(BOB, MemberRole.ADMIN));
        Map<Outcome, Integer> outcomes = flood(ANN, 1_200);
        assertEquals(Entry.MAX_OF_PERSON, outcomes.get(Outcome.ADDED));
        outcomes = flood(BOB, 1_200);
        assertEquals(Entry.MAX_OF_ADMINS - Entry.MAX_OF_PERSON - 2, outcomes.get(Outcome.ADDED));

        group.state(FOUNDER, group.remove(ANN));
        group.state(FOUNDER, group.remove(BOB));
        assertFalse(group.isInside(ANN));
        assertFalse(group.isInside(BOB));
        assertEquals("", group.authority().topic());
    }

    private Map<Outcome, Integer> flood(int person, int count) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        Statement last = graph.inOrder().get(person - 1);
        for (int i = 1; i <= count; i++) {
            last = claim(person, 9, i, new Act.SetTopic(""), last);
            outcomes.merge(graph.add(last).outcome(), 1, Integer::sum);
        }
        return outcomes;
    }

    /** Attack 43: parents that never come use a bounded space. */
    @Test
    void waitingStatementsAreBounded() {
        List<Statement> hidden = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            Statement parent = claim(FOUNDER, i, 1, new Act.SetTopic("parent " + i));
            hidden.add(parent);
            assertEquals(
                    Outcome.WAITING,
                    graph.add(claim(FOUNDER, i, 2, new Act.SetTopic(""), parent))
                            .outcome());
        }
        Statement last = hidden.get(hidden.size() - 1);

        assertEquals(List.of(hidden.get(0)), graph.add(hidden.get(0)).added());
        assertEquals(2, graph.add(last).added().size());
    }

    @Test
    void revocationsAndRepeatedAdmissionsAreBounded() {
        Statement offer = group.state(FOUNDER, invite(1, 0));
        DeviceKey device = TestStatements.device(BOB, 0).device();
        Act revoke = new Act.Revoke(device, Cuts.NONE, Bytes.of(new byte[64]));
        int revocations = 0;
        int admissions = 0;
        for (int i = 0; i < 40; i++) {
            revocations += graph.add(claim(BOB, i, 1, revoke)).outcome() == Outcome.ADDED ? 1 : 0;
            admissions += graph.add(claim(ANN, i, 1, redeem(1, ANN), offer)).outcome() == Outcome.ADDED ? 1 : 0;
        }

        assertEquals(Entry.MAX_OWN_OF_PERSON, revocations);
        assertEquals(Entry.MAX_REPETITIONS, admissions);
    }

    @Test
    void copyIsIndependent() {
        group.state(FOUNDER, role(ANN, MemberRole.ADMIN));
        StatementGraph copy = graph.copy();
        var unused = copy.add(claim(FOUNDER, 1, 1, new Act.SetTopic("x")));

        assertEquals(2, copy.size());
        assertEquals(1, graph.size());
        assertEquals(Set.of(graph.inOrder().get(0).hash()), new HashSet<>(graph.tips()));
        PersonKey ann = TestStatements.person(ANN);
        assertEquals(graph.lastNumbers(ann), copy.lastNumbers(ann));
    }
}
