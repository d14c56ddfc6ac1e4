package p2pchat.roster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.StatementSigner;
import p2pchat.model.Uid;

/**
 * A random history in three parts that split and merge. Most people are honest: they state what their part's judgement
 * allows. Others state anything, claim old parents, list any cuts, and sign one number twice.
 */
final class RosterHistory {

    static final int PEOPLE = 7;
    private static final int PARTS = 3;

    final long seed;
    final Genesis genesis;
    final Random random;
    private final List<StatementGraph> parts = new ArrayList<>();
    private List<Statement> statements = List.of();
    private final List<Bytes> keys = new ArrayList<>();
    private final StatementSigner check = TestStatements.signer(TestStatements.device(0, 0));

    private RosterHistory(long seed) {
        this.seed = seed;
        random = new Random(seed);
        genesis = TestStatements.genesis(AdmissionPolicy.of(1 + random.nextInt(3)));
        for (int i = 0; i < PARTS; i++) {
            parts.add(graph());
        }
    }

    /** Plays a history, and returns all its statements in an order of arrival. */
    static RosterHistory play(long seed) {
        RosterHistory history = new RosterHistory(seed);
        if (history.random.nextInt(4) > 0) {
            history.found();
        }
        int steps = 8 + history.random.nextInt(33);
        for (int i = 0; i < steps; i++) {
            history.step();
        }
        history.end();
        return history;
    }

    StatementGraph graph() {
        return new StatementGraph(genesis, check);
    }

    private void end() {
        Set<Statement> all = new LinkedHashSet<>();
        parts.forEach(part -> all.addAll(part.inOrder()));
        parts.clear();
        statements = List.copyOf(all);
    }

    List<Statement> statements() {
        return statements;
    }

    private void found() {
        for (int person = 1; person <= 5; person++) {
            MemberRole role = person == 1 ? MemberRole.OWNER : person == 5 ? MemberRole.MEMBER : MemberRole.ADMIN;
            state(parts.get(0), 0, 0, new Act.SetRole(TestStatements.person(person), role, Cuts.NONE));
        }
        parts.forEach(part -> merge(part, parts.get(0)));
    }

    private void step() {
        if (random.nextInt(4) == 0) {
            merge(part(), part());
        }
        int person = random.nextInt(PEOPLE);
        int device = random.nextInt(10) < 3 ? 1 : 0;
        StatementGraph part = parts.get(person % PARTS);
        if (random.nextInt(5) == 0) {
            lie(part, person, device, List.of());
        } else {
            Authority authority = Judgement.of(genesis, part).authority();
            act(part, authority.role(TestStatements.person(person)), person)
                    .ifPresent(act -> state(part, person, device, act));
        }
    }

    private StatementGraph part() {
        return parts.get(random.nextInt(PARTS));
    }

    private static void merge(StatementGraph into, StatementGraph from) {
        from.inOrder().forEach(into::add);
    }

    private void state(StatementGraph part, int person, int device, Act act) {
        DeviceCertificate author = TestStatements.device(person, device);
        var unused = part.add(TestStatements.statement(
                author, part.lastNumber(author.device()) + 1, part.parents(author.device()), act));
    }

    /** States anything, in ignorance of what came before; returns it if the graph takes it. */
    Optional<Statement> lie(StatementGraph part, int person, int device, List<Class<? extends Act>> not) {
        DeviceCertificate author = TestStatements.device(person, device);
        List<Statement> known = part.inOrder();
        long number = part.lastNumber(author.device()) + 1;
        if (number > 1 && random.nextInt(4) == 0) {
            number = 1 + random.nextInt((int) number - 1);
        }
        long before = number - 1;
        List<Statement> own = known.stream()
                .filter(statement -> statement.device().equals(author.device()) && statement.number() == before)
                .toList();
        Set<StatementHash> parents = new LinkedHashSet<>();
        own.stream().findFirst().ifPresent(statement -> parents.add(statement.hash()));
        for (int i = random.nextInt(3); i > 0 && !known.isEmpty(); i--) {
            parents.add(known.get(random.nextInt(known.size())).hash());
        }
        Act act = anything(part);
        if (not.stream().anyMatch(kind -> kind.isInstance(act))) {
            return Optional.empty();
        }
        Statement statement = TestStatements.statement(
                author, number, parents.stream().sorted().toList(), act);
        return part.add(statement).outcome() == StatementGraph.Outcome.ADDED
                ? Optional.of(statement)
                : Optional.empty();
    }

    private Optional<Act> act(StatementGraph part, Optional<MemberRole> role, int person) {
        if (role.isEmpty()) {
            return Optional.empty();
        }
        PersonKey target = TestStatements.person(random.nextInt(PEOPLE));
        int kind = random.nextInt(24);
        if (kind == 0) {
            return Optional.of(new Act.Leave());
        } else if (kind == 1) {
            DeviceKey device = TestStatements.device(person, random.nextInt(2)).device();
            Cuts cuts = cuts(part, TestStatements.person(person), true);
            return Optional.of(new Act.Revoke(device, cuts, Bytes.of(new byte[64])));
        } else if (kind < 6) {
            return Optional.of(redeem(target));
        } else if (kind == 6) {
            return part.inOrder().stream()
                    .filter(statement -> statement.act() instanceof Act.Remove)
                    .reduce((first, last) -> last)
                    .flatMap(statement -> statement.act().subject())
                    .map(removed -> new Act.Admit(removed, new Act.Open()));
        } else if (role.get().isAtLeast(MemberRole.ADMIN)) {
            MemberRole given = role.get() == MemberRole.OWNER
                    ? MemberRole.of(1 + random.nextInt(4))
                    : MemberRole.of(3 + random.nextInt(2));
            return Optional.of(decision(part, kind, target, given, role.get() == MemberRole.OWNER, true));
        } else {
            return Optional.empty();
        }
    }

    private Act anything(StatementGraph part) {
        PersonKey target = TestStatements.person(random.nextInt(PEOPLE));
        return switch (random.nextInt(12)) {
            case 0 -> new Act.Leave();
            case 1 ->
                new Act.Revoke(
                        TestStatements.device(random.nextInt(PEOPLE), random.nextInt(2))
                                .device(),
                        cuts(part, target, false),
                        Bytes.of(new byte[64]));
            case 2 -> redeem(target);
            case 3 -> new Act.Admit(target, new Act.Open());
            default -> decision(part, random.nextInt(24), target, MemberRole.of(1 + random.nextInt(4)), true, false);
        };
    }

    private Act redeem(PersonKey target) {
        Bytes key = keys.isEmpty() ? key(0) : keys.get(random.nextInt(keys.size()));
        return new Act.Admit(target, new Act.Invited(check.id(key), key));
    }

    private static Bytes key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Bytes.of(key);
    }

    private Act decision(
            StatementGraph part, int kind, PersonKey target, MemberRole role, boolean owner, boolean honest) {
        switch (kind % 12) {
            case 0, 1, 2, 3:
                return new Act.SetRole(target, role, cuts(part, target, honest));
            case 4, 5:
                return new Act.Remove(target, random.nextInt(3) == 0, "", cuts(part, target, honest));
            case 6:
                return new Act.Unban(target);
            case 7, 8:
                if (keys.isEmpty() || random.nextInt(3) > 0) {
                    keys.add(key(keys.size() + 1));
                }
                return new Act.Invite(
                        keys.get(keys.size() - 1), random.nextInt(3), 0, MemberRole.of(3 + random.nextInt(2)));
            case 9:
                InvitationId id = check.id(keys.isEmpty() ? key(0) : keys.get(random.nextInt(keys.size())));
                return new Act.Close(id);
            case 10:
                return owner && random.nextInt(3) > 0
                        ? new Act.SetPolicy(AdmissionPolicy.of(1 + random.nextInt(3)), random.nextInt(3) == 0)
                        : new Act.SetTopic("topic " + random.nextInt());
            default:
                return new Act.Admit(target, new Act.Approved());
        }
    }

    static Uid store(int person, int store) {
        return new Uid(new UUID(person, store));
    }

    private Cuts cuts(StatementGraph part, PersonKey target, boolean honest) {
        Map<DeviceKey, Long> statements = new HashMap<>(part.lastNumbers(target));
        if (!honest) {
            statements.replaceAll((device, number) -> (long) random.nextInt(number.intValue() + 2));
        }
        Map<Uid, Long> messages = new HashMap<>();
        for (int person = 0; person < PEOPLE; person++) {
            for (int store = 0; store < 2; store++) {
                if (TestStatements.person(person).equals(target) && random.nextBoolean()) {
                    messages.put(store(person, store), (long) random.nextInt(9));
                }
            }
        }
        return new Cuts(statements, messages);
    }

    List<Statement> shuffled() {
        List<Statement> shuffled = new ArrayList<>(statements());
        Collections.shuffle(shuffled, random);
        return shuffled;
    }
}
