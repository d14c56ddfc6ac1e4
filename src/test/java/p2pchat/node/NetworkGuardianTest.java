package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.Test;
import p2pchat.WorstInputs;
import p2pchat.WorstValues;
import p2pchat.membership.ViewStore;
import p2pchat.model.NetworkStatus;

class NetworkGuardianTest {

    /** Only its user and its own failures end a network (reliability F1). */
    @Test
    void survivesWorstInput() {
        WorstInputs.check(NetworkGuardian.Command.class, NetworkGuardianTest::guardian);
    }

    @Test
    void fullQueueRefusesRequests() {
        BehaviorTestKit<NetworkGuardian.Command> entering = BehaviorTestKit.create(guardian(WorstInputs.values(1)));
        List<CompletableFuture<NetworkStatus>> answers = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            CompletableFuture<NetworkStatus> answer = new CompletableFuture<>();
            answers.add(answer);
            entering.run(new NetworkGuardian.Submit(new NetworkRequest.GetStatus(answer)));
        }
        assertThat(answers)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .hasSize(1_100 - 1_024);
        CompletableFuture<Done> left = new CompletableFuture<>();
        entering.run(new NetworkGuardian.Leave(left));
        assertThat(left).isCompleted();
        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    private static Behavior<NetworkGuardian.Command> guardian(WorstValues values) {
        FakeStores stores = new FakeStores();
        stores.kept = new ViewStore.Kept(Optional.of(WorstInputs.ANN.id()), Optional.of(WorstInputs.VIEW), List.of());
        stores.network = WorstInputs.NETWORK;
        NetworkSettings settings = new NetworkSettings(
                WorstInputs.NAME,
                WorstInputs.ANN.nick(),
                WorstInputs.ANN.address(),
                WorstInputs.ANN.address(),
                NetworkSettings.Entry.JOIN_OR_CREATE,
                20,
                TimingProfile.BALANCED,
                true);
        NodeContext node =
                new NodeContext(values.port(Endpoint.class), stores, () -> 1_000, () -> 2_000, new Random(1));
        return NetworkGuardian.create(settings, node, event -> {});
    }
}
