package p2pchat.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;

/** Judges random histories of people who act at the same time, lie and backdate. */
final class JudgementPropertyTest {

    private static final int SEEDS = Integer.getInteger("seeds", 2_000);
    private static final int FIRST = Integer.getInteger("seed", 0);
    private static final List<RosterHistory> HISTORIES =
            IntStream.range(FIRST, FIRST + SEEDS).mapToObj(RosterHistory::play).toList();

    @Test
    void anyOrderAndAnyUnionGiveTheSameAuthority() {
        for (RosterHistory history : HISTORIES) {
            String seed = "seed " + history.seed;
            StatementGraph one = history.graph();
            history.statements().forEach(one::add);
            StatementGraph other = history.graph();
            history.shuffled().forEach(other::add);
            List<Statement> half =
                    history.shuffled().subList(0, history.statements().size() / 2);
            StatementGraph union = history.graph();
            half.forEach(union::add);
            history.statements().forEach(union::add);

            assertEquals(history.statements().size(), one.size(), seed);
            Judgement expected = Judgement.of(history.genesis, one);
            for (StatementGraph graph : List.of(other, union, one.copy())) {
                Judgement judgement = Judgement.of(history.genesis, graph);
                assertEquals(expected.authority(), judgement.authority(), seed);
                assertEquals(valid(one, expected), valid(graph, judgement), seed);
            }
        }
    }

    @Test
    void aNaiveJudgementAgrees() {
        for (RosterHistory history : HISTORIES) {
            String seed = "seed " + history.seed;
            StatementGraph graph = history.graph();
            history.statements().forEach(graph::add);
            Judgement judgement = Judgement.of(history.genesis, graph);
            assertAgrees(new RosterOracle(history.genesis, history.statements()), graph, judgement, seed);
        }
    }

    /** Tests the generator: of each act, some are valid and some are void. */
    @Test
    void historiesReachEveryRule() {
        Set<String> seen = new TreeSet<>();
        for (RosterHistory history : HISTORIES) {
            StatementGraph graph = history.graph();
            history.statements().forEach(graph::add);
            Judgement judgement = Judgement.of(history.genesis, graph);
            graph.inOrder().forEach(statement -> seen.add(describe(statement, judgement)));
        }
        String rights = "OWNER ADMIN void";
        Map<String, String> expected = new TreeMap<>();
        for (String act : List.of("Admit Approved", "Close", "Invite", "Remove", "SetRole", "SetTopic", "Unban")) {
            expected.put(act, rights);
        }
        expected.put("SetPolicy", "OWNER void");
        for (String act : List.of("Admit Invited", "Admit Open", "Revoke")) {
            expected.put(act, "valid void");
        }
        expected.put("Leave", "valid");
        Set<String> missing = new TreeSet<>();
        expected.forEach((act, ways) -> Stream.of(ways.split(" ")).forEach(way -> missing.add(act + " " + way)));
        missing.removeAll(seen);
        assertEquals(Set.of(), missing);
    }

    private static String describe(Statement statement, Judgement judgement) {
        Act act = statement.act();
        String kind = act instanceof Act.Admit admit
                ? "Admit " + admit.basis().getClass().getSimpleName()
                : act.getClass().getSimpleName();
        String way = judgement.right(statement.hash()).map(Enum::name).orElse("valid");
        return kind + " " + (judgement.isValid(statement.hash()) ? way : "void");
    }

    private static void assertAgrees(RosterOracle oracle, StatementGraph graph, Judgement judgement, String seed) {
        Authority authority = judgement.authority();
        assertEquals(oracle.valid, valid(graph, judgement), seed);
        assertEquals(oracle.topic(), authority.topic(), seed);
        assertEquals(oracle.policy(), authority.policy(), seed);
        assertEquals(oracle.locked(), authority.locked(), seed);
        assertEquals(oracle.wasOpen(), authority.wasOpen(), seed);
        assertEquals(oracle.named(), authority.people().keySet(), seed);
        authority.invitations().forEach((id, invitation) -> assertEquals(oracle.used(id), invitation.used(), seed));
        for (int i = 0; i < RosterHistory.PEOPLE; i++) {
            PersonKey person = TestStatements.person(i);
            Authority.Standing standing = authority.people().get(person);
            if (standing == null) {
                continue;
            }
            assertEquals(oracle.role(person), standing.role(), seed + " person " + i);
            assertEquals(oracle.banned(person), standing.banned(), seed);
            for (int store = 0; store < 3; store++) {
                Uid uid = RosterHistory.store(i, store);
                assertEquals(
                        oracle.limit(person, MemberRole.MEMBER, uid),
                        standing.speech().of(uid),
                        seed);
                assertEquals(
                        oracle.limit(person, MemberRole.ADMIN, uid),
                        standing.moderation().of(uid),
                        seed);
            }
        }
    }

    private static Set<StatementHash> valid(StatementGraph graph, Judgement judgement) {
        return graph.inOrder().stream()
                .map(Statement::hash)
                .filter(judgement::isValid)
                .collect(Collectors.toSet());
    }

    /** Attacks 28 and 29: a removed person backdates. */
    @Test
    void statementsOfTheRemovedChangeNothing() {
        int forged = 0;
        for (RosterHistory history : HISTORIES) {
            String seed = "seed " + history.seed;
            for (int person = 1; person < RosterHistory.PEOPLE; person++) {
                forged += forge(history, person, seed + " person " + person);
            }
        }
        assertTrue(forged * 2 > SEEDS, forged + " were forged");
    }

    private static int forge(RosterHistory history, int number, String seed) {
        PersonKey person = TestStatements.person(number);
        StatementGraph graph = history.graph();
        history.statements().forEach(graph::add);
        Judgement before = Judgement.of(history.genesis, graph);
        List<Statement> removals = graph.inOrder().stream()
                .filter(removal -> removal.act() instanceof Act.Remove remove
                        && remove.person().equals(person)
                        && !removal.person().equals(person)
                        && before.isValid(removal.hash())
                        && graph.inOrder().stream()
                                .noneMatch(later -> later.act().subject().equals(Optional.of(person))
                                        && before.isValid(later.hash())
                                        && !(later.act() instanceof Act.Remove)
                                        && graph.follows(later.hash(), removal.hash())))
                .toList();
        if (removals.isEmpty()) {
            return 0;
        }
        Set<StatementHash> valid = valid(graph, before);
        List<Statement> forged = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            StatementGraph tried = graph.copy();
            history.lie(tried, number, history.random.nextInt(3), List.of(Act.Admit.class))
                    .filter(lie -> removals.stream().anyMatch(removal -> isUnseen(lie, removal, graph)))
                    .ifPresent(lie -> {
                        var unused = graph.add(lie);
                        forged.add(lie);
                    });
        }
        Judgement after = Judgement.of(history.genesis, graph);
        assertEquals(withoutFrontier(before.authority()), withoutFrontier(after.authority()), seed);
        for (Statement lie : forged) {
            assertFalse(after.isValid(lie.hash()) && !(lie.act() instanceof Act.Leave), seed);
        }
        Set<StatementHash> still = new HashSet<>(valid(graph, after));
        forged.forEach(lie -> still.remove(lie.hash()));
        assertEquals(valid, still, seed);
        return forged.size();
    }

    /** Returns whether the remover had not seen a statement. */
    private static boolean isUnseen(Statement lie, Statement removal, StatementGraph graph) {
        long cut = ((Act.Remove) removal.act()).cuts().statements().getOrDefault(lie.device(), 0L);
        return lie.number() > cut
                || graph.inOrder().stream()
                        .anyMatch(seen -> seen.device().equals(lie.device())
                                && seen.number() == lie.number()
                                && graph.follows(removal.hash(), seen.hash()));
    }

    /** Attack 36: a person whom nobody ever promoted decides. */
    @Test
    void decisionsOfPeopleWithoutRoleDoNotEnter() {
        for (RosterHistory history : HISTORIES) {
            String seed = "seed " + history.seed;
            StatementGraph graph = history.graph();
            history.statements().forEach(graph::add);
            Authority before = Judgement.of(history.genesis, graph).authority();
            for (int person = 1; person < RosterHistory.PEOPLE; person++) {
                if (wasPromoted(graph, person)) {
                    continue;
                }
                List<Class<? extends Act>> ownAffairs = List.of(Act.Leave.class, Act.Revoke.class);
                var lie = history.lie(graph, person, 2, ownAffairs);
                assertTrue(
                        lie.isEmpty()
                                || (lie.get().act() instanceof Act.Admit admit
                                        && !(admit.basis() instanceof Act.Approved)),
                        seed);
                if (lie.isPresent()) {
                    break; // a justified admission may change the authority
                }
                assertEquals(before, Judgement.of(history.genesis, graph).authority(), seed);
            }
        }
    }

    private static boolean wasPromoted(StatementGraph graph, int person) {
        return graph.inOrder().stream()
                .anyMatch(statement -> statement.act() instanceof Act.SetRole role
                        && role.person().equals(TestStatements.person(person)));
    }

    private static Authority withoutFrontier(Authority authority) {
        return new Authority(
                authority.policy(),
                authority.locked(),
                authority.wasOpen(),
                authority.topic(),
                authority.people(),
                authority.invitations(),
                authority.revoked(),
                Authority.NO_STATEMENTS);
    }
}
