package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.node.TimingProfile;

/** Group that records all events, so that a test can wait for a condition and show the events if it fails. */
public final class WatchedGroup implements AutoCloseable {

    private final Map<Integer, List<NetworkEvent>> events = new TreeMap<>(); // guarded by the lock of the group
    private final ProxiedGroup group;

    public WatchedGroup(Path folder, TimingProfile timing, int size) {
        group = new ProxiedGroup(
                folder,
                timing,
                size,
                (number, event) -> events.computeIfAbsent(number, none -> new ArrayList<>())
                        .add(event));
    }

    public ProxyLinks links() {
        return group.links();
    }

    Address directory() {
        return group.directory();
    }

    public ProxiedNode node(int number) {
        return group.node(number);
    }

    List<ProxiedNode> all() {
        return group.others(0);
    }

    List<ProxiedNode> others(int excluded) {
        return group.others(excluded);
    }

    public void awaitLeader(Duration bound, NodeId leader, int members) {
        awaitAgreement(bound, all(), Optional.of(leader), members);
    }

    void awaitAgreement(Duration bound, List<ProxiedNode> nodes, Optional<NodeId> leader, int members) {
        eventually(
                bound,
                "agree on a leader and " + members + " members",
                () -> ProxiedGroup.agree(nodes, leader, members));
    }

    public void eventually(Duration bound, String description, BooleanSupplier condition) {
        assertThat(group.await(bound, condition))
                .as(() -> description + " within " + bound + "\n" + this)
                .isTrue();
    }

    /** Fails if the condition becomes true within this time. */
    void never(Duration time, String description, BooleanSupplier condition) {
        assertThat(group.await(time, condition))
                .as(() -> description + "\n" + this)
                .isFalse();
    }

    /** Returns how many events of this type a node emitted. Call this only in a condition. */
    long count(ProxiedNode node, Class<? extends NetworkEvent> type) {
        return events.get(node.number()).stream().filter(type::isInstance).count();
    }

    /** Returns the texts that a node received. Call this only in a condition. */
    public List<String> texts(ProxiedNode node) {
        return events.get(node.number()).stream()
                .filter(NetworkEvent.Said.class::isInstance)
                .map(event -> ((NetworkEvent.Said) event).message().text())
                .toList();
    }

    /** Returns the delivery events of a node. Call this only in a condition. */
    public List<NetworkEvent.Delivery> deliveries(ProxiedNode node) {
        return events.get(node.number()).stream()
                .filter(NetworkEvent.Delivery.class::isInstance)
                .map(NetworkEvent.Delivery.class::cast)
                .toList();
    }

    /** Returns how many changes of leader all nodes have reported. Call this only in a condition. */
    long leaderChanges() {
        return all().stream()
                .mapToLong(node -> count(node, NetworkEvent.LeaderChanged.class))
                .sum();
    }

    /** Lets every node send a message, and waits until every node has each of them once. */
    void awaitDeliveryToAll(Duration bound, String text) {
        all().forEach(node -> node.send(text + " from " + node.number()));
        eventually(
                bound,
                "each node has each message once",
                () -> all().stream()
                        .allMatch(reader -> all().stream()
                                .allMatch(author -> texts(reader).stream()
                                                .filter((text + " from " + author.number())::equals)
                                                .count()
                                        == 1)));
    }

    @Override
    public void close() {
        group.close();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(group + "\n");
        group.await(Duration.ZERO, () -> {
            events.forEach((number, list) -> text.append("n" + number + "\n    ")
                    .append(list.stream()
                            .filter(event -> !(event instanceof NetworkEvent.Condition))
                            .toList())
                    .append('\n'));
            return true;
        });
        return text.toString();
    }
}
