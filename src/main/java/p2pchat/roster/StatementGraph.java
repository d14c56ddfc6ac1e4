package p2pchat.roster;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationCheck;
import p2pchat.model.InvitationId;
import p2pchat.model.PersonKey;
import p2pchat.model.Sha256;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;

/**
 * The statements of one network, which only become more. A statement enters when its past is complete and can justify
 * it, so strangers cannot fill the graph; whether it has an effect is decided by {@link Judgement}.
 */
public final class StatementGraph {

    /** The bound of statements that wait for their parents. */
    static final int MAX_WAITING = 1_024;

    /** The outcomes of an addition. */
    public enum Outcome {
        ADDED,
        /** It is in the graph, or waits. */
        KNOWN,
        /** It waits for parents that are not known. */
        WAITING,
        /** It has a form that nobody may state. */
        DROPPED,
        /** It could enter, but the graph holds the maximum of its kind. */
        FULL
    }

    /**
     * The result of an addition.
     *
     * @param added the statement, and those that waited for it, parents first; empty unless it was added
     */
    public record Addition(Outcome outcome, List<Statement> added) {}

    private final Entry entry;
    private final List<GraphNode> nodes = new ArrayList<>();
    private final Map<PersonKey, Integer> people = new LinkedHashMap<>();
    private final Map<StatementHash, GraphNode> byHash = new LinkedHashMap<>();
    private final Map<DeviceKey, List<GraphNode>> byDevice = new LinkedHashMap<>();
    private final Map<GraphNode, List<GraphNode>> forks = new LinkedHashMap<>();
    private final TreeSet<StatementHash> tips = new TreeSet<>();
    private final Map<StatementHash, Set<Statement>> waiting = new LinkedHashMap<>();
    private int waitingCount;

    public StatementGraph(Genesis genesis, InvitationCheck check) {
        this(new Entry(genesis, check));
    }

    private StatementGraph(Entry entry) {
        this.entry = entry;
        people.put(entry.founder(), 0);
    }

    /** Returns a graph with the same statements, to try what another one would change. */
    public StatementGraph copy() {
        StatementGraph copy = new StatementGraph(entry.empty());
        nodes.forEach(node -> copy.place(node.statement()));
        return copy;
    }

    /** Adds a statement whose signatures were verified. */
    public Addition add(Statement statement) {
        Outcome outcome = place(statement);
        if (outcome != Outcome.ADDED) {
            return new Addition(outcome, List.of());
        }
        List<Statement> added = new ArrayList<>(List.of(statement));
        Deque<Statement> arrived = new ArrayDeque<>(added);
        while (!arrived.isEmpty()) {
            for (Statement child : released(arrived.remove().hash())) {
                if (place(child) == Outcome.ADDED) {
                    added.add(child);
                    arrived.add(child);
                }
            }
        }
        return new Addition(outcome, added);
    }

    private Set<Statement> released(StatementHash parent) {
        Set<Statement> children = waiting.remove(parent);
        if (children == null) {
            return Set.of();
        }
        waitingCount -= children.size();
        return children;
    }

    private Outcome place(Statement statement) {
        if (byHash.containsKey(statement.hash())) {
            return Outcome.KNOWN;
        }
        BitSet past = new BitSet(nodes.size());
        int depth = 1;
        for (StatementHash hash : statement.parents()) {
            GraphNode parent = byHash.get(hash);
            if (parent == null) {
                return await(hash, statement);
            }
            past.or(parent.past());
            past.set(parent.id());
            depth = Math.max(depth, parent.depth() + 1);
        }
        if (statement.number() > 1 && !hasNumberBefore(statement, past)) {
            return Outcome.DROPPED; // else the numbers of a device would have gaps below a cut, to be filled later
        }
        PersonKey person = statement.person();
        int author = people.getOrDefault(person, people.size());
        int subject = statement
                .act()
                .subject()
                .map(other ->
                        other.equals(person) ? author : people.getOrDefault(other, Math.max(people.size(), author + 1)))
                .orElse(-1);
        GraphNode node =
                new GraphNode(nodes.size(), statement, past, depth, entry.power(person, past), author, subject);
        Outcome outcome = entry.admit(node);
        if (outcome == Outcome.ADDED) {
            nodes.add(node);
            people.putIfAbsent(person, author);
            statement.act().subject().ifPresent(other -> people.putIfAbsent(other, subject));
            byHash.put(statement.hash(), node);
            List<GraphNode> own = byDevice.computeIfAbsent(statement.device(), device -> new ArrayList<>());
            if (own.size() >= statement.number()) { // else the device has signed each number once
                own.stream()
                        .filter(other -> other.statement().number() == statement.number())
                        .forEach(other -> pair(node, other));
            }
            own.add(node);
            statement.parents().forEach(tips::remove);
            tips.add(statement.hash());
        }
        return outcome;
    }

    private boolean hasNumberBefore(Statement statement, BitSet past) {
        List<GraphNode> known = byDevice.getOrDefault(statement.device(), List.of());
        for (int i = known.size() - 1; i >= 0; i--) {
            GraphNode own = known.get(i);
            if (own.statement().number() == statement.number() - 1 && past.get(own.id())) {
                return true;
            }
        }
        return false;
    }

    private Outcome await(StatementHash parent, Statement statement) {
        if (!waiting.computeIfAbsent(parent, hash -> new LinkedHashSet<>()).add(statement)) {
            return Outcome.KNOWN;
        }
        waitingCount++;
        while (waitingCount > MAX_WAITING) {
            released(waiting.keySet().iterator().next());
        }
        return Outcome.WAITING;
    }

    private void pair(GraphNode one, GraphNode other) {
        forks.computeIfAbsent(one, node -> new ArrayList<>()).add(other);
        forks.computeIfAbsent(other, node -> new ArrayList<>()).add(one);
    }

    /** Returns the other statements with the same device and number. */
    List<GraphNode> siblings(GraphNode node) {
        return forks.getOrDefault(node, List.of());
    }

    public boolean contains(StatementHash hash) {
        return byHash.containsKey(hash);
    }

    public Optional<Statement> get(StatementHash hash) {
        return Optional.ofNullable(byHash.get(hash)).map(GraphNode::statement);
    }

    public int size() {
        return nodes.size();
    }

    /** Returns all statements, parents first. */
    public List<Statement> inOrder() {
        return nodes.stream().map(GraphNode::statement).toList();
    }

    /** Returns the numbers of the people in this graph, from 0. */
    Map<PersonKey, Integer> people() {
        return Collections.unmodifiableMap(people);
    }

    @Nullable
    GraphNode node(StatementHash hash) {
        return byHash.get(hash);
    }

    List<GraphNode> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** Returns the promotions of a person to owner or admin, also void ones. */
    List<GraphNode> promotions(PersonKey person) {
        return entry.promotions(person);
    }

    /** Returns the id of an invitation. */
    InvitationId id(Act.Invite invite) {
        return entry.id(invite);
    }

    /** Returns the statements that no other one names as its parent, ascending. */
    public Set<StatementHash> tips() {
        return Collections.unmodifiableSet(tips);
    }

    /**
     * Returns the parents of the next statement of a device, ascending: the tips, and at most
     * {@link Statement#MAX_PARENTS} of them, decisions first. They follow the device's own last statement.
     */
    public List<StatementHash> parents(DeviceKey device) {
        if (tips.size() <= Statement.MAX_PARENTS) {
            return List.copyOf(tips);
        }
        TreeSet<StatementHash> parents = new TreeSet<>();
        GraphNode last = last(device);
        if (last != null) {
            parents.add(last.statement().hash());
        }
        tips.stream()
                .sorted(Comparator.comparing(tip -> Optional.ofNullable(byHash.get(tip))
                        .flatMap(GraphNode::power)
                        .isEmpty()))
                .limit(Statement.MAX_PARENTS - 1)
                .forEach(parents::add);
        return List.copyOf(parents);
    }

    /** Returns a hash that is equal for equal graphs. */
    public Bytes frontier() {
        if (tips.isEmpty()) {
            return Authority.NO_STATEMENTS;
        }
        ByteBuffer text = ByteBuffer.allocate(tips.size() * StatementHash.SIZE);
        tips.forEach(tip -> text.put(tip.bytes().toArray()));
        return Bytes.of(Sha256.digest(text.array()));
    }

    /**
     * Returns the statements that another member lacks, parents first.
     *
     * @param known the prefixes of those that it has, see {@link #prefix}
     * @param limit how many at most
     */
    public List<Statement> lacking(Set<Long> known, int limit) {
        return nodes.stream()
                .map(GraphNode::statement)
                .filter(statement -> !known.contains(prefix(statement.hash())))
                .limit(limit)
                .toList();
    }

    /** Returns the prefixes of all statements. */
    public Set<Long> prefixes() {
        Set<Long> prefixes = new LinkedHashSet<>();
        nodes.forEach(node -> prefixes.add(prefix(node.statement().hash())));
        return prefixes;
    }

    /** Returns the first 8 bytes of a hash. */
    public static long prefix(StatementHash hash) {
        return ByteBuffer.wrap(hash.bytes().toArray()).getLong();
    }

    /** Returns the highest number of the statements of a device; 0: none. */
    public long lastNumber(DeviceKey device) {
        GraphNode last = last(device);
        return last == null ? 0 : last.statement().number();
    }

    private @Nullable GraphNode last(DeviceKey device) {
        return byDevice.getOrDefault(device, List.of()).stream()
                .max((a, b) ->
                        Long.compare(a.statement().number(), b.statement().number()))
                .orElse(null);
    }

    /** Returns the cuts of statements for a restriction of a person: everything that is known of it counts. */
    public Map<DeviceKey, Long> lastNumbers(PersonKey person) {
        Map<DeviceKey, Long> numbers = new LinkedHashMap<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Statement statement = nodes.get(i).statement();
            boolean room = numbers.size() < Cuts.MAX_ENTRIES || numbers.containsKey(statement.device());
            if (statement.person().equals(person) && room) {
                numbers.merge(statement.device(), statement.number(), Math::max);
            }
        }
        return numbers;
    }

    /** Returns whether the author of a statement knew another one. Both are in the graph. */
    public boolean follows(StatementHash later, StatementHash earlier) {
        GraphNode node = byHash.get(later);
        GraphNode other = byHash.get(earlier);
        return node != null && other != null && node.follows(other);
    }
}
