package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.Device;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.node.NetworkRequest;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.node.TimingProfile;
import p2pchat.process.Processes;
import p2pchat.storage.KnownDirectories;
import p2pchat.storage.NodeHome;
import p2pchat.transport.DirectoryUser;
import p2pchat.transport.NdsCalls;

/** Another directory takes over the address of the first one, which ended. */
class DirectoryMoveTest {

    private static final NetworkName LUNCH = new NetworkName("lunch");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final Address address = Processes.freeAddress();
    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "viewer");
    private final NdsCalls calls = new DirectoryUser().calls(system, address);
    private final List<Member> members = new ArrayList<>();
    private Optional<DirectoryServer> directory = Optional.empty();

    @AfterEach
    void stop() {
        members.forEach(Member::close);
        directory.ifPresent(DirectoryServer::close);
        system.terminate();
    }

    @Test
    void restartedDirectoryKeepsKeyAndRecords() throws Exception {
        start("first");
        DeviceKey key = DirectoryServer.key(folder.resolve("first")).device();
        Member ann = enter("ann", false);
        NetworkInfo before = record();
        start("first");
        assertThat(DirectoryServer.key(folder.resolve("first")).device()).isEqualTo(key);
        NetworkInfo after = record();
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.leader()).isEqualTo(before.leader());
        enter("bob", false);
        ann.await(NetworkEvent.MemberChanged.class, joined -> true);
        assertThat(ann.events)
                .noneMatch(event -> event instanceof NetworkEvent.Trouble trouble
                        && !(trouble.problem() instanceof Problem.DirectoryForeign)); // late on a busy machine
    }

    /** Its grants count, because the members see it at their own usual address (attack 9, 8). */
    @Test
    void localNetworkElectsThroughDirectoryOfAnotherUser() throws Exception {
        start("first");
        Member ann = enter("ann", true);
        Member bob = enter("bob", true);
        start("second");
        NetworkInfo restored = record();
        assertThat(restored.leader().orElseThrow().id().node()).isEqualTo(ann.self());
        Problem.DirectoryReplaced replaced = (Problem.DirectoryReplaced)
                ann.await(NetworkEvent.Trouble.class, trouble -> trouble.problem() instanceof Problem.DirectoryReplaced)
                        .problem();
        assertThat(replaced.seen())
                .isEqualTo(DirectoryServer.key(folder.resolve("second")).device());
        ann.kill();
        bob.await(
                NetworkEvent.LeaderChanged.class, changed -> changed.to().node().equals(bob.self()));
        assertThat(record().epoch()).isGreaterThan(restored.epoch());

        start("first"); // with the record of ann's leadership
        NetworkInfo back = record(info -> info.leader()
                .filter(leader -> leader.id().node().equals(bob.self()))
                .isPresent());
        assertThat(back.id()).isEqualTo(restored.id());
        Member cat = enter("cat", true);
        cat.say("found you");
        bob.await(NetworkEvent.Said.class, said -> said.message().text().equals("found you"));
    }

    /** A user of the same machine cannot pass off a program of its own as the directory that took over (attack 10). */
    @Test
    void foreignGrantDoesNotReplaceLivingLeader() throws Exception {
        start("first");
        Member ann = enter("ann", true);
        NetworkInfo before = record();
        DirectoryUser mallory = new DirectoryUser();
        assertThat(call(mallory.calls(system, address).information(LUNCH))).isPresent();
        for (long epoch : List.of(before.epoch(), before.epoch() + 1_000_000)) {
            assertThat(mallory.usurp(system, address, before, epoch))
                    .failsWithin(Duration.ofSeconds(PATIENCE_SECONDS))
                    .withThrowableThat()
                    .withMessageContaining("PERMISSION_DENIED");
        }
        NetworkInfo after = record();
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.leader().orElseThrow().id().node()).isEqualTo(ann.self());
    }

    /** Chat and leader go on, and a newcomer learns both keys (attack 8). */
    @Test
    void namedDirectoryWithOtherKeyIsRefused() throws Exception {
        start("first");
        Member ann = enter("ann", false);
        Member bob = enter("bob", false);
        start("second");
        Problem problem = open("cat", "bob", false)
                .await(NetworkEvent.Ended.class, ended -> true)
                .problem()
                .orElseThrow();
        assertThat(problem)
                .isEqualTo(new Problem.DirectoryKeyChanged(
                        address,
                        DirectoryServer.key(folder.resolve("first")).device(),
                        DirectoryServer.key(folder.resolve("second")).device()));
        ann.say("still here");
        bob.await(NetworkEvent.Said.class, said -> said.message().text().equals("still here"));
        assertThat(call(calls.information(LUNCH))).isEmpty();
    }

    // ---- the directory

    /** Starts the directory of this folder in place of the last one. */
    private void start(String name) {
        directory.ifPresent(DirectoryServer::close);
        directory = Optional.of(DirectoryServer.start(folder.resolve(name), address));
    }

    private NetworkInfo record() throws Exception {
        return record(info -> true);
    }

    /** Waits until the leader has refreshed the record. */
    private NetworkInfo record(Predicate<NetworkInfo> expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            Optional<NetworkInfo> found = call(calls.information(LUNCH).exceptionally(late -> Optional.empty()))
                    .filter(expected);
            if (found.isPresent()) {
                return found.get();
            }
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, 200, TimeUnit.MILLISECONDS)
                    .join();
        }
        throw new AssertionError("the directory does not know the network");
    }

    private static <T> T call(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    // ---- members

    private Member enter(String nick, boolean usual) throws Exception {
        Member member = open(nick, nick, usual);
        member.entered = Optional.of(member.await(NetworkEvent.Entered.class, entered -> true));
        return member;
    }

    /** @param user whose known directories it uses */
    private Member open(String nick, String user, boolean usual) {
        Member member = new Member(nick, user, usual);
        members.add(member);
        return member;
    }

    private final class Member {
        private final NodeHome home;
        private final LocalNode node;
        private final BlockingQueue<NetworkEvent> arriving = new LinkedBlockingQueue<>();
        private final List<NetworkEvent> events = new ArrayList<>();
        private Optional<NetworkEvent.Entered> entered = Optional.empty();

        private Member(String nick, String user, boolean usual) {
            home = NodeHome.open(folder.resolve(nick), new Nick(nick));
            KnownDirectories known = new KnownDirectories(folder.resolve(user).resolve("known_directories"));
            node = LocalNode.start(
                    home,
                    Device.random(new SecureRandom()),
                    new TrustedDirectory(address, usual, known),
                    Optional.empty(),
                    Optional.empty());
            NetworkSettings settings = new NetworkSettings(
                    LUNCH,
                    home.nick(),
                    node.reachable(address),
                    address,
                    NetworkSettings.Entry.JOIN_OR_CREATE,
                    0,
                    TimingProfile.BALANCED,
                    true);
            node.system().tell(new NodeGuardian.Enter(settings, arriving::add));
        }

        private NodeId self() {
            return entered.orElseThrow().self().node();
        }

        private <E extends NetworkEvent> E await(Class<E> type, Predicate<E> expected) throws Exception {
            while (true) {
                NetworkEvent event = arriving.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(event).as("after %s", events).isNotNull();
                events.add(event);
                if (type.isInstance(event) && expected.test(type.cast(event))) {
                    return type.cast(event);
                }
            }
        }

        private void say(String text) throws Exception {
            CompletableFuture<MessageId> accepted = new CompletableFuture<>();
            node.system()
                    .tell(new NodeGuardian.Submit(
                            LUNCH, new NetworkRequest.Send(new MessageDraft.Text(text), accepted)));
            call(accepted);
        }

        /** Ends without leaving. */
        private void kill() {
            node.close();
        }

        private void close() {
            node.close();
            home.close();
        }
    }
}
