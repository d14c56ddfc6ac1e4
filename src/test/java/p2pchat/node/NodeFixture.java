package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Entered;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.node.NetworkSettings.Entry;

/** A node of real actors with a fake directory, members and stores. */
abstract class NodeFixture {

    static final NetworkName NAME = new NetworkName("g1");
    static final Address HERE = new Address("10.0.0.9", 4_900);
    static final Address DIRECTORY = new Address("nds", 4_700);
    static final NetworkId THEIRS = new NetworkId(new UUID(0, 3));
    static final Member ADA = member(1, new Uid(new UUID(7, 1)), "ada");
    static final Problem DISK_FULL = new Problem.DiskFull(Path.of("g1.db"));
    static final CompletableFuture<Optional<NetworkInfo>> NOTHING = CompletableFuture.completedFuture(Optional.empty());
    static final CompletableFuture<Optional<NetworkInfo>> LED_BY_ADA =
            CompletableFuture.completedFuture(Optional.of(ledByAda()));

    final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    final ManualTime time = ManualTime.get(testKit.system());
    final FakeEndpoint endpoint = new FakeEndpoint();
    final FakeStores stores = new FakeStores();
    final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    final ActorRef<NodeGuardian.Command> node = testKit.spawn(NodeGuardian.create(
            new NodeContext(endpoint, stores, () -> 1_000, () -> 1_000, new Random(1)), Optional.empty()));

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    static Problem.WrongKey wrongKey(Address address) {
        return new Problem.WrongKey(
                address,
                DeviceKey.of(new byte[DeviceKey.SIZE]),
                new DeviceKey(person(1).bytes()));
    }

    static PersonKey person(int number) {
        return PersonKey.of(ByteBuffer.allocate(PersonKey.SIZE).putInt(number).array());
    }

    void found() throws Exception {
        endpoint.records.add(NOTHING);
        endpoint.directory = NodeFixture::grants;
        enter(Entry.JOIN_OR_CREATE);
        assertThat(awaitEntered().created()).isTrue();
    }

    void enter(Entry entry) {
        enter(entry, false);
    }

    void enter(Entry entry, boolean persistent) {
        NetworkSettings settings =
                new NetworkSettings(NAME, new Nick("bob"), HERE, DIRECTORY, entry, 5, TimingProfile.FAST, persistent);
        node.tell(new NodeGuardian.Enter(settings, events::add));
    }

    CompletableFuture<MessageId> say(String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Send(new MessageDraft.Text(text), accepted)));
        return accepted;
    }

    /** Completes when the node has handled all earlier messages. */
    CompletableFuture<Done> handled() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(new NetworkName("other"), left));
        return left;
    }

    CompletableFuture<NetworkStatus> describe() {
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.GetStatus(status)));
        return status;
    }

    CompletableFuture<Done> leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(NAME, left));
        return left;
    }

    Entered awaitEntered() throws Exception {
        passUntil(Entered.class);
        return await(Entered.class);
    }

    /** Advances time in small steps until the event occurs, because membership works in rounds. */
    void passUntil(Class<? extends NetworkEvent> kind) throws Exception {
        awaitTrue(() -> {
            time.timePasses(Duration.ofMillis(100));
            return events.stream().anyMatch(kind::isInstance);
        });
    }

    <T extends NetworkEvent> T await(Class<T> kind) throws Exception {
        while (true) {
            NetworkEvent event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("an event %s", kind.getSimpleName()).isNotNull();
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    void awaitTrue(Condition condition) throws Exception {
        testKit.createTestProbe().awaitAssert(Duration.ofSeconds(20), Duration.ofMillis(1), () -> {
            try {
                assertThat(condition.holds()).isTrue();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return Done.getInstance();
        });
    }

    static CompletableFuture<DirectoryReply> grants(DirectoryRequest request) {
        if (request instanceof DirectoryRequest.Create create) {
            return CompletableFuture.completedFuture(
                    new DirectoryReply.Granted(1, create.founder(), new IdBlock(1, 16), Optional.empty()));
        }
        if (request instanceof DirectoryRequest.Refresh refresh) {
            return CompletableFuture.completedFuture(new DirectoryReply.Refreshed(refresh.block()));
        }
        assertThat(request).isInstanceOf(DirectoryRequest.Handover.class);
        return CompletableFuture.completedFuture(new DirectoryReply.Vacated());
    }

    static NetworkInfo ledByAda() {
        return new NetworkInfo(THEIRS, NAME, 1, Optional.of(Leader.of(ADA)), Duration.ZERO, 1);
    }

    static Member member(int number, Uid uid, String nick) {
        return new Member(
                new MemberId(new NodeId(number), uid),
                new Address("10.0.0." + number, 4_800),
                new Nick(nick),
                ViewId.firstOf(1));
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }
}
