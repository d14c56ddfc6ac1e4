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
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.node.TimingProfile;

/** A group whose every event is kept, so that a test can wait for what it wants and tell what happened instead. */
public final class WatchedGroup implements AutoCloseable {

    private final Map<Integer, List<NetworkEvent>> heard = new TreeMap<>(); // changes under the group's lock
    private final ProxiedGroup group;

    public WatchedGroup(Path folder, TimingProfile pace, int size) {
        group = new ProxiedGroup(
                folder,
                pace,
                size,
                (number, event) ->
                        heard.computeIfAbsent(number, none -> new ArrayList<>()).add(event));
    }

    public ProxyLinks links() {
        return group.links();
    }

    public ProxiedNode node(int number) {
        return group.node(number);
    }

    List<ProxiedNode> all() {
        return group.others(0);
    }

    List<ProxiedNode> others(int than) {
        return group.others(than);
    }

    public void allFollow(Duration bound, NodeId leader, int members) {
        follow(bound, all(), Optional.of(leader), members);
    }

    void follow(Duration bound, List<ProxiedNode> whom, Optional<NodeId> leader, int members) {
        eventually(
                bound,
                "agree on a leader and " + members + " members",
                () -> ProxiedGroup.agree(whom, leader, members));
    }

    public void eventually(Duration bound, String what, BooleanSupplier condition) {
        assertThat(group.within(bound, condition))
                .as(() -> what + " within " + bound + "\n" + this)
                .isTrue();
    }

    /** It must not become so within the time. */
    void never(Duration time, String what, BooleanSupplier condition) {
        assertThat(group.within(time, condition)).as(() -> what + "\n" + this).isFalse();
    }

    /** How many events of this kind a node told; to be asked in a condition. */
    long count(ProxiedNode node, Class<? extends NetworkEvent> kind) {
        return heard.get(node.number()).stream().filter(kind::isInstance).count();
    }

    /** What a node showed; to be asked in a condition. */
    public List<String> texts(ProxiedNode node) {
        return heard.get(node.number()).stream()
                .filter(NetworkEvent.Said.class::isInstance)
                .map(event -> ((NetworkEvent.Said) event).message().text())
                .toList();
    }

    /** What a node told of its own messages; to be asked in a condition. */
    public List<NetworkEvent.Delivery> deliveries(ProxiedNode node) {
        return heard.get(node.number()).stream()
                .filter(NetworkEvent.Delivery.class::isInstance)
                .map(NetworkEvent.Delivery.class::cast)
                .toList();
    }

    @Override
    public void close() {
        group.close();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(group + "\n");
        group.within(Duration.ZERO, () -> {
            heard.forEach((number, events) -> text.append("n" + number + "\n    ")
                    .append(events.stream()
                            .filter(event -> !(event instanceof NetworkEvent.Condition))
                            .toList())
                    .append('\n'));
            return true;
        });
        return text.toString();
    }
}
