package p2pchat.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.Device;
import p2pchat.model.Address;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.NetworkSettings;
import p2pchat.node.NodeGuardian;
import p2pchat.node.TimingProfile;
import p2pchat.process.Processes;
import p2pchat.storage.KnownDirectories;
import p2pchat.storage.NodeHome;

final class LocalNodeTest {

    /** The shutdown hook leaves, usually after the node has left. */
    @Test
    void whatHasStoppedNeedNotBeWaitedForToLeave(@TempDir Path folder) {
        try (NodeHome home = NodeHome.open(folder, new Nick("ann"));
                LocalNode node = LocalNode.start(
                        home, device(), trusted(folder, Processes.freeAddress()), Optional.empty(), Optional.empty())) {
            node.close();
            assertThat(CompletableFuture.runAsync(node::leave)).succeedsWithin(Duration.ofSeconds(3));
        }
    }

    /** Also where the member's address is found on the interface towards the directory (public 22). */
    @Test
    void membersMeetOverIpv6(@TempDir Path folder) throws Exception {
        try (DirectoryServer directory = DirectoryServer.start(folder.resolve("nds"), new Address("::1", 0));
                NodeHome ann = NodeHome.open(folder.resolve("ann"), new Nick("ann"));
                NodeHome bob = NodeHome.open(folder.resolve("bob"), new Nick("bob"));
                LocalNode leader = LocalNode.start(
                        ann, device(), trusted(folder, directory.address()), Optional.empty(), Optional.empty());
                LocalNode member = LocalNode.start(
                        bob, device(), trusted(folder, directory.address()), Optional.empty(), Optional.empty())) {
            assertThat(directory.address().toString()).startsWith("[::1]:");
            enter(leader, ann, directory.address());
            NetworkEvent.Entered joined = enter(member, bob, directory.address());
            assertThat(joined.view().members())
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one.address().toString()).startsWith("[::1]:"));
        }
    }

    private static TrustedDirectory trusted(Path folder, Address directory) {
        return new TrustedDirectory(directory, false, new KnownDirectories(folder.resolve("known_directories")));
    }

    private static Device device() {
        return Device.random(new SecureRandom());
    }

    private static NetworkEvent.Entered enter(LocalNode node, NodeHome home, Address directory) throws Exception {
        BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
        NetworkSettings settings = new NetworkSettings(
                new NetworkName("lunch"),
                home.nick(),
                node.reachable(directory),
                directory,
                NetworkSettings.Entry.JOIN_OR_CREATE,
                0,
                TimingProfile.BALANCED,
                false);
        node.system().tell(new NodeGuardian.Enter(settings, events::add));
        while (true) {
            NetworkEvent event = events.poll(40, TimeUnit.SECONDS);
            assertThat(event).isNotNull().isNotInstanceOf(NetworkEvent.Ended.class);
            if (event instanceof NetworkEvent.Entered entered) {
                return entered;
            }
        }
    }
}
