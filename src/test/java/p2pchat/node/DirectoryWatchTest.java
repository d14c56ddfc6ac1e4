package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.node.DirectoryWatch.Known;

/** The timeout of a refresh in manual time, one second from the first request. */
class DirectoryWatchTest {

    private static final NetworkInfo LUNCH = new NetworkInfo(
            new NetworkId(new UUID(1, 1)), new NetworkName("lunch"), 1, Optional.empty(), Duration.ZERO, 0);

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final LinkedBlockingQueue<CompletableFuture<List<NetworkInfo>>> looks = new LinkedBlockingQueue<>();
    private ActorRef<DirectoryWatch.Command> watch;

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void laterRequestDoesNotExtendFirstTimeout() throws Exception {
        begin();
        CompletableFuture<Known> first = ask();
        look(); // and it is not answered
        pass(600);
        CompletableFuture<Known> second = ask();
        pass(399);
        assertThat(first).as("before the timeout").isNotDone();
        pass(1);
        assertThat(answered(first).networks()).containsExactly(LUNCH);
        assertThat(answered(second).networks())
                .as("from the cache, like the first")
                .containsExactly(LUNCH);
    }

    @Test
    void nextRequestHasOwnTimeout() throws Exception {
        begin();
        CompletableFuture<Known> first = ask();
        look();
        pass(1_000);
        answered(first);
        CompletableFuture<Known> next = ask();
        pass(999);
        assertThat(next).isNotDone();
        pass(1);
        answered(next);
    }

    @Test
    void answerCompletesAllAndCancelsTimeout() throws Exception {
        begin();
        CompletableFuture<Known> first = ask();
        CompletableFuture<List<NetworkInfo>> look = look();
        pass(900);
        CompletableFuture<Known> second = ask();
        look.complete(List.of());
        assertThat(answered(first).networks()).isEmpty();
        assertThat(answered(second).networks()).isEmpty();
        CompletableFuture<Known> next = ask();
        look();
        pass(999);
        assertThat(next).as("has its own timeout").isNotDone();
        pass(1);
        answered(next);
    }

    /** Reliability F7. */
    @Test
    void onlyUserCausesCallForWholeList() throws Exception {
        begin();
        assertThat(endpoint.listLimit).isEqualTo(DirectoryWatch.MAX_CHECKED);
        ask();
        look();
        assertThat(endpoint.listLimit).isEqualTo(DirectoryCalls.ALL);
    }

    @Test
    void fullPeriodicAnswerIsFollowedByWholeList() throws Exception {
        begin();
        pass(10_000);
        CompletableFuture<List<NetworkInfo>> periodic = look();
        CompletableFuture<Known> asked = ask();

        periodic.complete(Collections.nCopies(DirectoryWatch.MAX_CHECKED, LUNCH));

        look().complete(List.of(LUNCH));
        assertThat(answered(asked).networks()).containsExactly(LUNCH);
    }

    /** Starts a watch whose first check returned LUNCH. */
    private void begin() throws Exception {
        endpoint.listing = () -> {
            CompletableFuture<List<NetworkInfo>> look = new CompletableFuture<>();
            looks.add(look);
            return look;
        };
        watch = testKit.spawn(
                DirectoryWatch.create(endpoint, Optional.empty(), report -> {}, () -> 1_000, new Random(1)));
        look().complete(List.of(LUNCH));
        while (known().age().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<List<NetworkInfo>> look() throws Exception {
        CompletableFuture<List<NetworkInfo>> look = looks.poll(10, TimeUnit.SECONDS);
        assertThat(look).as("a call to the directory").isNotNull();
        return look;
    }

    private CompletableFuture<Known> ask() throws Exception {
        CompletableFuture<Known> known = new CompletableFuture<>();
        watch.tell(new DirectoryWatch.ListNetworks(known, true));
        known(); // so that it was heard
        return known;
    }

    /** Waits until the actor has handled all earlier messages. */
    private Known known() throws Exception {
        CompletableFuture<Known> known = new CompletableFuture<>();
        watch.tell(new DirectoryWatch.ListNetworks(known, false));
        return answered(known);
    }

    private void pass(long millis) throws Exception {
        time.timePasses(Duration.ofMillis(millis));
        known();
    }

    private static Known answered(CompletableFuture<Known> known) throws Exception {
        return known.get(10, TimeUnit.SECONDS);
    }
}
