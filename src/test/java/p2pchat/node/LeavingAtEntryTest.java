package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Terminated;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/**
 * LeaveAll also leaves networks that are about to be entered. Tested step by step, because with threads the race lasts
 * only microseconds.
 */
final class LeavingAtEntryTest {

    private static final NetworkEvent ENDED = new NetworkEvent.Ended(Optional.empty());

    private final List<NetworkEvent> events = new ArrayList<>();
    private final CompletableFuture<Done> left = new CompletableFuture<>();
    private final NodeGuardian.Enter entry = new NodeGuardian.Enter(
            new NetworkSettings(
                    new NetworkName("g1"),
                    new Nick("bob"),
                    new Address("10.0.0.9", 4_900),
                    new Address("127.0.0.1", 4_700),
                    NetworkSettings.Entry.JOIN_OR_CREATE,
                    5,
                    TimingProfile.FAST,
                    false),
            events::add);
    private final BehaviorTestKit<NodeGuardian.Command> node = BehaviorTestKit.create(NodeGuardian.create(
            new NodeContext(new FakeEndpoint(), new FakeStores(), () -> 1_000, () -> 1_000, new Random(1)),
            Optional.of(CompletableFuture::new)));

    @BeforeEach
    void enterBeforeTheFirstLook() {
        node.run(entry);
    }

    @Test
    void leavesNetworkEnteredAfterFirstCheck() {
        looked();
        node.run(new NodeGuardian.LeaveAll(left));
        assertThat(left).as("until the network is left").isNotDone();
        assertThat(network().getAllReceived()).hasAtLeastOneElementOfType(NetworkGuardian.Leave.class);
        gone();
        assertThat(left).isCompleted();
    }

    @Test
    void doesNotRetryWhenLeftDuringFirstTry() {
        looked();
        List<CompletableFuture<Done>> leavers = new ArrayList<>();
        node.run(new NodeGuardian.DirectoryLost(entry, leavers));
        node.run(new NodeGuardian.LeaveAll(left));
        assertThat(events).containsExactly(ENDED);
        gone();
        assertThat(left).isCompleted();
        isNotEnteredAgain();
    }

    @Test
    void doesNotRetryWhenLeftBetweenTries() {
        looked();
        node.run(new NodeGuardian.DirectoryLost(entry, new ArrayList<>()));
        gone();
        node.run(new NodeGuardian.LeaveAll(left));
        assertThat(left).isCompleted();
        assertThat(events).containsExactly(ENDED);
        isNotEnteredAgain();
    }

    @Test
    void doesNotRetryWhenLeftBeforeFailure() {
        looked();
        node.run(new NodeGuardian.LeaveAll(left));
        gone();
        node.run(new NodeGuardian.DirectoryLost(entry, List.of(left)));
        assertThat(events).containsExactly(ENDED);
        isNotEnteredAgain();
    }

    private void looked() {
        node.run(new NodeGuardian.FromDirectory(new DirectoryWatch.Report.Checked(true, true)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // in Scala a signal is about an actor that takes nothing
    private void gone() {
        node.signal(new Terminated((ActorRef) network().getRef()));
    }

    private void isNotEnteredAgain() {
        node.getAllEffects();
        looked();
        assertThat(node.getAllEffects()).isEmpty();
        assertThat(node.selfInbox().hasMessages()).isFalse();
    }

    private TestInbox<NetworkGuardian.Command> network() {
        return node.childInbox("g1");
    }
}
