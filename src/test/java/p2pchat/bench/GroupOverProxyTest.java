package p2pchat.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;
import p2pchat.node.TimingProfile;

/**
 * Tests four nodes and a directory over connections that are cut, delayed and reset (hazards H1, H2, H4, H9). All tests
 * share the group, so any node may lead when one begins.
 */
class GroupOverProxyTest {

    private static final int SIZE = 4;

    /** An election takes two seconds on an idle machine, and longer during a build. */
    private static final Duration ELECTION = Duration.ofSeconds(30);

    private static final Duration HEALED = Duration.ofSeconds(20);

    /** Several ping and member timeouts. */
    private static final Duration QUIET = Duration.ofMillis(2_500);

    private static WatchedGroup group;

    private NodeId leader;
    private List<ProxiedNode> others;
    private long leaderChanges;
    private long earlier;

    @BeforeAll
    static void start(@TempDir Path folder) {
        group = new WatchedGroup(folder, TimingProfile.FAST, SIZE);
    }

    @AfterAll
    static void stop() {
        group.close();
    }

    @BeforeEach
    void heal() {
        group.links().heal();
        group.awaitAgreement(HEALED, group.all(), Optional.empty(), SIZE);
        group.eventually(HEALED, "there is a leader", () -> {
            leaderChanges = group.leaderChanges();
            return group.node(1).condition().leader().isPresent();
        });
        leader = group.node(1).condition().leader().orElseThrow();
        others = group.others(number(leader));
    }

    private static int number(NodeId id) {
        return group.all().stream()
                .filter(node -> id(node).equals(id))
                .findFirst()
                .orElseThrow()
                .number();
    }

    private static NodeId id(ProxiedNode node) {
        return group.node(1).condition().members().stream()
                .filter(member -> member.nick().equals(new Nick("n" + node.number())))
                .findFirst()
                .orElseThrow()
                .node();
    }

    @Test
    void isolatedLeaderReturnsAsMember() {
        NodeId lowest = others.stream()
                .map(GroupOverProxyTest::id)
                .min(Comparator.comparing(NodeId::value))
                .orElseThrow();
        others.forEach(other -> group.links().cutBothWays(number(leader), other.number()));
        group.links().cutBothWays(number(leader), ProxiedGroup.DIRECTORY);
        group.awaitAgreement(ELECTION, others, Optional.of(lowest), SIZE - 1);

        group.links().heal();
        group.awaitLeader(HEALED, lowest, SIZE);
        group.awaitDeliveryToAll(HEALED, "after an isolation");
    }

    /** The directory reaches both sides and compares how many members each one receives (H2). */
    @Test
    void replacesLeaderThatCannotSend() {
        others.forEach(other -> group.links().cut(number(leader), other.number()));
        group.awaitAgreement(ELECTION, others, Optional.empty(), SIZE - 1);

        group.links().heal();
        group.awaitAgreement(HEALED, group.all(), Optional.empty(), SIZE);
        group.awaitDeliveryToAll(HEALED, "after a leader that could not send");
    }

    @Test
    void replacesLeaderThatCannotReceive() {
        others.forEach(other -> group.links().cut(other.number(), number(leader)));
        group.awaitAgreement(ELECTION, others, Optional.empty(), SIZE - 1);

        group.links().heal();
        group.awaitAgreement(HEALED, group.all(), Optional.empty(), SIZE);
        group.awaitDeliveryToAll(HEALED, "after a leader that could not receive");
    }

    /** No member promotes itself, and chat continues (H4). */
    @Test
    void groupWorksWithoutDirectory() {
        IntStream.rangeClosed(1, SIZE).forEach(node -> group.links().cutBothWays(node, ProxiedGroup.DIRECTORY));
        ProxiedNode leading = group.node(number(leader));
        group.eventually(
                ELECTION,
                "the leader reports the directory as unreachable",
                () -> !leading.condition().directoryReachable());
        group.awaitDeliveryToAll(HEALED, "without the directory");
        group.never(QUIET, "a change of leader", () -> group.leaderChanges() > leaderChanges);

        group.links().heal();
        group.eventually(
                HEALED,
                "the leader reports the directory as reachable",
                () -> leading.condition().directoryReachable());
        group.awaitLeader(HEALED, leader, SIZE);
    }

    @Test
    void relaysThroughLeaderOnce() { // M8, H14
        group.awaitDeliveryToAll(HEALED, "before the cut");
        ProxiedNode author = others.get(0);
        ProxiedNode reader = others.get(1);
        NodeId reached = id(reader);
        group.links().cut(author.number(), reader.number());
        group.eventually(HEALED, "the deliveries so far are counted", () -> {
            earlier = group.deliveries(author).size();
            return true;
        });
        author.send("relayed");
        group.eventually(
                HEALED,
                "the author reports that the leader relayed the message",
                () -> group.deliveries(author).stream()
                        .skip(earlier)
                        .anyMatch(delivery -> delivery.isSettled()
                                && delivery.recipients().stream()
                                        .anyMatch(share -> share.member().equals(reached)
                                                && share.state() == RecipientStatus.State.RELAYED
                                                && share.via().equals(Optional.of(leader)))));
        group.links().heal();
        group.awaitDeliveryToAll(HEALED, "after the cut");
        group.never(
                Duration.ZERO,
                "the message is not shown exactly once",
                () -> group.texts(reader).stream().filter("relayed"::equals).count() != 1);
    }
}
