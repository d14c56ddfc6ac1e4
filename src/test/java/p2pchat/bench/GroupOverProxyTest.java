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

/** Four nodes and their directory over real connections that are cut, delayed and reset (hazards H1, H2, H4, H9). */
class GroupOverProxyTest {

    private static final int SIZE = 4;
    private static final NodeId FIRST = new NodeId(1);

    /** On an idle machine two seconds; on one that builds beside it, more. */
    private static final Duration NEW_LEADER = Duration.ofSeconds(12);

    private static final Duration HEALED = Duration.ofSeconds(20);

    /** Several patiences and member timeouts long. */
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
    void aLeaderThatIsCutOffIsReplacedAndComesBackAsAMember() {
        everybody().forEach(other -> group.links().cutBothWays(1, other));
        group.links().cutBothWays(1, ProxiedGroup.DIRECTORY);
        group.follow(NEW_LEADER, group.others(1), Optional.of(new NodeId(2)), SIZE - 1);

        group.links().heal();
        group.allFollow(HEALED, new NodeId(2), SIZE);
        everybodyHears("after the heal");
    }

    /** The directory reaches both, and weighs how many each side hears (H2). */
    @Test
    void aLeaderThatHearsAndIsNotHeardIsReplaced() {
        everybody().forEach(other -> group.links().cut(1, other));
        group.follow(NEW_LEADER, group.others(1), Optional.empty(), SIZE - 1);

        group.links().heal();
        group.follow(HEALED, group.all(), Optional.empty(), SIZE);
        everybodyHears("after the heal");
    }

    @Test
    void aLeaderThatIsHeardAndDoesNotHearIsReplaced() {
        everybody().forEach(other -> group.links().cut(other, 1));
        group.follow(NEW_LEADER, group.others(1), Optional.empty(), SIZE - 1);

        group.links().heal();
        group.follow(HEALED, group.all(), Optional.empty(), SIZE);
        everybodyHears("after the heal");
    }

    /** H4: nobody appoints himself, and chat goes on. */
    @Test
    void withoutTheDirectoryTheGroupGoesOn() {
        IntStream.rangeClosed(1, SIZE).forEach(node -> group.links().cutBothWays(node, ProxiedGroup.DIRECTORY));
        group.eventually(
                NEW_LEADER,
                "the leader says that the directory is gone",
                () -> !group.node(1).condition().directoryReachable());
        everybodyHears("without the directory");
        noNewLeaderFor(QUIET);

        group.links().heal();
        group.eventually(
                HEALED,
                "the leader says that the directory is back",
                () -> group.node(1).condition().directoryReachable());
        group.allFollow(HEALED, FIRST, SIZE);
    }

    @Test
    void resetConnectionsChangeNoLeader() {
        everybodyHears("streams are open");
        for (int i = 0; i < 6; i++) {
            group.links().reset();
            noNewLeaderFor(Duration.ofMillis(500));
        }
        noNewLeaderFor(QUIET);
        everybodyHears("after the storm");
        group.allFollow(HEALED, FIRST, SIZE);
    }

    /** There and back: what a continent takes. */
    @Test
    void aDelayChangesNoLeader() {
        group.links().delay(Duration.ofMillis(50));
        noNewLeaderFor(QUIET);
        everybodyHears("late");
        group.allFollow(HEALED, FIRST, SIZE);
    }

    @Test
    void whatDoesNotGetThereStraightGetsThereThroughTheLeaderOnce() { // M8, H14
        everybodyHears("streams are open");
        group.links().cut(2, 3);
        group.node(2).say("around the corner");
        group.eventually(
                HEALED,
                "n3 has it through the leader, and n2 says so",
                () -> group.deliveries(group.node(2)).stream()
                        .anyMatch(told -> told.isSettled()
                                && told.recipients().stream()
                                        .anyMatch(share -> share.member().equals(new NodeId(3))
                                                && share.state() == RecipientStatus.State.RELAYED
                                                && share.via().equals(Optional.of(FIRST)))));
        group.links().heal();
        everybodyHears("after the cut");
        group.never(
                Duration.ZERO,
                "it is shown twice, or not at all",
                () -> group.texts(group.node(3)).stream()
                                .filter("around the corner"::equals)
                                .count()
                        != 1);
    }

    private static List<Integer> everybody() {
        return IntStream.rangeClosed(2, SIZE).boxed().toList();
    }

    private void noNewLeaderFor(Duration time) {
        group.never(
                time,
                "a change of leader",
                () -> group.all().stream().anyMatch(node -> group.count(node, NetworkEvent.LeaderChanged.class) > 0));
    }

    private void everybodyHears(String text) {
        group.all().forEach(node -> node.say(text + " from " + node.number()));
        group.eventually(
                HEALED,
                "everybody hears everybody once",
                () -> group.all().stream()
                        .allMatch(hearer -> group.all().stream()
                                .allMatch(author -> group.texts(hearer).stream()
                                                .filter((text + " from " + author.number())::equals)
                                                .count()
                                        == 1)));
    }
}
