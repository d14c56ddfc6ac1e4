package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Ended;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.node.NetworkSettings.Entry;

/** A node that leaves its networks, or loses one by a fault. Its store is closed in either case. */
class NetworkEndTest extends NodeFixture {

    @Test
    void leaveCompletesAfterStoreIsClosed() throws Exception { // M5
        found();
        stores.closed = new CompletableFuture<>();
        CompletableFuture<Done> left = leave();
        CompletableFuture<Done> again = leave();
        awaitTrue(() -> !stores.closing.isEmpty());
        assertThatThrownBy(() -> get(say("too late"))).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(left).isNotDone();
        stores.closed.complete(null);
        get(left);
        get(again);
        assertThat(await(Ended.class).problem()).isEmpty();
        assertThat(endpoint.closed).isEqualTo(stores.opened);
    }

    @Test
    void entersSameNetworkAgain() throws Exception {
        found();
        get(leave());
        await(Ended.class);
        get(leave()); // returns when the guardian is forgotten
        found();
        assertThat(events.stream().filter(Ended.class::isInstance)).isEmpty();
    }

    @Test
    void failedActorEndsNetwork() throws Exception { // R3
        found();
        stores.poisoned = true;
        say("hello");
        assertThat(await(Ended.class).problem()).contains(new Problem.Internal("log failed"));
        get(leave());
        assertThat(stores.closing).isEqualTo(stores.opened);
    }

    @Test
    void unsavedViewEndsNetwork() throws Exception {
        stores.keepFails = Optional.of(new ProblemException(DISK_FULL));
        endpoint.records.add(NOTHING);
        endpoint.directory = NodeFixture::grants;
        enter(Entry.JOIN_OR_CREATE);
        passUntil(Ended.class);
        assertThat(await(Ended.class).problem()).contains(DISK_FULL);
        get(leave());
        assertThat(stores.closing).isEqualTo(stores.opened);
    }

    @Test
    void unopenableStoreEndsNetworkAndFailsRequests() throws Exception {
        CompletableFuture<Optional<NetworkInfo>> record = new CompletableFuture<>();
        endpoint.records.add(record);
        stores.openFails = Optional.of(new ProblemException(DISK_FULL));
        enter(Entry.ONLY_JOIN);
        CompletableFuture<MessageId> said = say("early");
        get(handled());
        record.complete(Optional.of(ledByAda()));
        assertThat(await(Ended.class).problem()).contains(DISK_FULL);
        assertThatThrownBy(() -> get(said)).hasRootCauseInstanceOf(IllegalStateException.class);
        get(leave());
    }

    @Test
    void closesUnreadableStore() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        stores.loadFails = Optional.of(new ProblemException(DISK_FULL));
        enter(Entry.ONLY_JOIN);
        assertThat(await(Ended.class).problem()).contains(DISK_FULL);
        assertThat(stores.closing).containsExactly(THEIRS);
    }

    @Test
    void announcesEndOfFailedGuardian() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        stores.openFails = Optional.of(new IllegalStateException("a bug"));
        enter(Entry.ONLY_JOIN);
        assertThat(await(Ended.class).problem()).containsInstanceOf(Problem.Internal.class);
        get(leave());
    }

    @Test
    void leaveAllLeavesEveryNetwork() throws Exception {
        found();
        NetworkName second = new NetworkName("g2");
        endpoint.says(new CompletableFuture<>());
        BlockingQueue<NetworkEvent> there = new LinkedBlockingQueue<>();
        NetworkSettings settings = new NetworkSettings(
                second, new Nick("bob"), HERE, DIRECTORY, Entry.ONLY_JOIN, 5, TimingProfile.FAST, false);
        node.tell(new NodeGuardian.Enter(settings, there::add));
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(left));
        get(left);
        assertThat(await(Ended.class).problem()).isEmpty();
        assertThat(there.poll(10, TimeUnit.SECONDS)).isEqualTo(new Ended(Optional.empty()));
        CompletableFuture<Done> nothing = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(nothing));
        get(nothing);
    }

    @Test
    void leaveAllCompletesAfterStoresAreClosed() throws Exception {
        found();
        stores.closed = new CompletableFuture<>();
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(left));
        awaitTrue(() -> !stores.closing.isEmpty());
        get(handled());
        assertThat(left).isNotDone();
        stores.closed.complete(null);
        get(left);
    }
}
