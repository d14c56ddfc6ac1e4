package p2pchat.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;
import p2pchat.node.TimingProfile;

/** Tests four nodes and a directory over connections that are cut, delayed and reset (hazards H1, H2, H4, H9). */
class GroupOverProxyTest {

    private static final int SIZE = 4;
    private static final NodeId FIRST = new NodeId(1);

    /** An election takes two seconds on an idle machine, and longer during a build. */
    private static final Duration ELECTION = Duration.ofSeconds(12);

    private static final Duration HEALED = Duration.ofSeconds(20);

    /** Several ping and member timeouts. */
    private static final Duration QUIET = Duration.ofMillis(2_500);

    @TempDir
    private Path folder;

    private WatchedGroup group;

    @BeforeEach
    void start() {
        group = new WatchedGroup(folder, TimingProfile.FAST, SIZE);
    }

    @AfterEach
    void stop() {
        group.close();
    }

    @Test
    void isolatedLeaderReturnsAsMember() {
        othersThanFirst().forEach(other -> group.links().cutBothWays(1, other));
        group.links().cutBothWays(1, ProxiedGroup.DIRECTORY);
        group.awaitAgreement(ELECTION, group.others(1), Optional.of(new NodeId(2)), SIZE - 1);

        group.links().heal();
        group.awaitLeader(HEALED, new NodeId(2), SIZE);
        awaitDeliveryToAll("after the heal");
    }

    /** The directory reaches both sides and compares how many members each one receives (H2). */
    @Test
    void replacesLeaderThatCannotSend() {
        othersThanFirst().forEach(other -> group.links().cut(1, other));
        group.awaitAgreement(ELECTION, group.others(1), Optional.empty(), SIZE - 1);

        group.links().heal();
        group.awaitAgreement(HEALED, group.all(), Optional.empty(), SIZE);
        awaitDeliveryToAll("after the heal");
    }

    @Test
    void replacesLeaderThatCannotReceive() {
        othersThanFirst().forEach(other -> group.links().cut(other, 1));
        group.awaitAgreement(ELECTION, group.others(1), Optional.empty(), SIZE - 1);

        group.links().heal();
        group.awaitAgreement(HEALED, group.all(), Optional.empty(), SIZE);
        awaitDeliveryToAll("after the heal");
    }

    /** No member promotes itself, and chat continues (H4). */
    @Test
    void groupWorksWithoutDirectory() {
        IntStream.rangeClosed(1, SIZE).forEach(node -> group.links().cutBothWays(node, ProxiedGroup.DIRECTORY));
        group.eventually(
                ELECTION,
                "the leader reports the directory as unreachable",
                () -> !group.node(1).condition().directoryReachable());
        awaitDeliveryToAll("without the directory");
        assertSameLeader(QUIET);

        group.links().heal();
        group.eventually(
                HEALED,
                "the leader reports the directory as reachable",
                () -> group.node(1).condition().directoryReachable());
        group.awaitLeader(HEALED, FIRST, SIZE);
    }

    @Test
    void connectionResetsKeepLeader() {
        awaitDeliveryToAll("streams are open");
        for (int i = 0; i < 6; i++) {
            group.links().reset();
            assertSameLeader(Duration.ofMillis(500));
        }
        assertSameLeader(QUIET);
        awaitDeliveryToAll("after the resets");
        group.awaitLeader(HEALED, FIRST, SIZE);
    }

    /** The delay is a typical round trip across a continent. */
    @Test
    void delayKeepsLeader() {
        group.links().delay(Duration.ofMillis(50));
        assertSameLeader(QUIET);
        awaitDeliveryToAll("late");
        group.awaitLeader(HEALED, FIRST, SIZE);
    }

    @Test
    void relaysThroughLeaderOnce() { // M8, H14
        awaitDeliveryToAll("streams are open");
        group.links().cut(2, 3);
        group.node(2).send("relayed");
        group.eventually(
                HEALED,
                "n2 reports that the leader relayed the message to n3",
                () -> group.deliveries(group.node(2)).stream()
                        .anyMatch(delivery -> delivery.isSettled()
                                && delivery.recipients().stream()
                                        .anyMatch(share -> share.member().equals(new NodeId(3))
                                                && share.state() == RecipientStatus.State.RELAYED
                                                && share.via().equals(Optional.of(FIRST)))));
        group.links().heal();
        awaitDeliveryToAll("after the cut");
        group.never(
                Duration.ZERO,
                "the message is not shown exactly once",
                () -> group.texts(group.node(3)).stream()
                                .filter("relayed"::equals)
                                .count()
                        != 1);
    }

    private static List<Integer> othersThanFirst() {
        return IntStream.rangeClosed(2, SIZE).boxed().toList();
    }

    private void assertSameLeader(Duration time) {
        group.never(
                time,
                "a change of leader",
                () -> group.all().stream().anyMatch(node -> group.count(node, NetworkEvent.LeaderChanged.class) > 0));
    }

    private void awaitDeliveryToAll(String text) {
        group.all().forEach(node -> node.send(text + " from " + node.number()));
        group.eventually(
                HEALED,
                "each node has each message once",
                () -> group.all().stream()
                        .allMatch(reader -> group.all().stream()
                                .allMatch(author -> group.texts(reader).stream()
                                                .filter((text + " from " + author.number())::equals)
                                                .count()
                                        == 1)));
    }
}
