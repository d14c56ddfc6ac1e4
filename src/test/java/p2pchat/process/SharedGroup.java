package p2pchat.process;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Three nodes that the tests of a run share, because a start takes seconds. They have the ids 1 to 3. A test may freeze
 * one, and must thaw it. Others may have chatted, changed the leader, and joined and left before.
 */
public final class SharedGroup {

    private final String network = Processes.newNetwork();
    private final Map<RunningNode, Path> homes = new LinkedHashMap<>();

    SharedGroup(Processes processes, RunningDirectory directory) {
        for (String nick : List.of("ann", "bob", "cat")) {
            Path home = processes.newFolder(nick);
            RunningNode node = processes.node(directory, network, nick, home);
            node.hello();
            homes.put(node, home);
        }
    }

    public String network() {
        return network;
    }

    public Path home(RunningNode node) {
        return homes.get(node);
    }

    /** Returns the leader and then the others by id, when all three agree and there is no other member. */
    public List<RunningNode> nodes() {
        RunningNode first = homes.keySet().iterator().next();
        int leader = first.process().await("the shared group is whole", this::agreedLeader);
        return homes.keySet().stream()
                .sorted(Comparator.comparing((RunningNode node) -> node.id() != leader)
                        .thenComparing(RunningNode::id))
                .toList();
    }

    private Optional<Integer> agreedLeader() {
        List<Event> states = homes.keySet().stream()
                .flatMap(node -> node.state().stream())
                .filter(state -> state.text("state").equals("connected"))
                .filter(state -> Set.copyOf(state.nodes("members")).equals(Set.of(1, 2, 3)))
                .toList();
        return states.size() == homes.size()
                        && states.stream()
                                        .map(state -> state.number("epoch"))
                                        .distinct()
                                        .count()
                                == 1
                ? states.get(0).node("leader")
                : Optional.empty();
    }

    Stream<RunningProcess> processes() {
        return homes.keySet().stream().map(RunningNode::process);
    }
}
