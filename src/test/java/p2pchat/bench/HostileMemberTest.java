package p2pchat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.Device;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.MemoryCredentials;
import p2pchat.election.ElectionActor;
import p2pchat.liveness.LivenessActor;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Address;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.ViewId;
import p2pchat.node.TimingProfile;
import p2pchat.proto.CoordinatorReply;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.ElectionRequest;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Have;
import p2pchat.proto.Installed;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.MessageReply;
import p2pchat.proto.MessageRequest;
import p2pchat.proto.Peer;
import p2pchat.proto.Pong;
import p2pchat.proto.Range;
import p2pchat.proto.Ranges;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.roster.RosterActor;
import p2pchat.transport.DirectoryTrust;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.GrpcServer;
import p2pchat.transport.MemberKeys;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.NetworkRegistry;
import p2pchat.transport.PeerCalls;

/** A foreign program that was admitted with a key of its own, beside three honest nodes. */
class HostileMemberTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    /** Claims to hold every possible message of each member that opens a stream to it. */
    private static final class Liar implements Peer {

        private final Set<Integer> deceived = ConcurrentHashMap.newKeySet();
        private final AtomicReference<p2pchat.proto.ViewId> view =
                new AtomicReference<>(p2pchat.proto.ViewId.getDefaultInstance());

        @Override
        public Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> frames) {
            return frames.filter(ExchangeRequest::hasHello).map(frame -> {
                deceived.add(frame.getHello().getHeader().getSender().getNodeId());
                Range all =
                        Range.newBuilder().setFrom(1).setTo(MessageKey.MAX_SEQ).build();
                return ExchangeReply.newBuilder()
                        .setHave(Have.newBuilder()
                                .setRanges(Ranges.newBuilder().addRanges(all))
                                .setView(view.get()))
                        .build();
            });
        }

        @Override
        public CompletionStage<CoordinatorReply> coordinator(CoordinatorRequest request) {
            view.set(request.getView().getId());
            return now(CoordinatorReply.newBuilder()
                    .setOk(Installed.newBuilder().setView(view.get()))
                    .build());
        }

        @Override
        public CompletionStage<LivenessPingReply> livenessPing(LivenessPingRequest request) {
            return now(LivenessPingReply.newBuilder()
                    .setNumber(request.getNumber())
                    .setPong(Pong.newBuilder().setView(view.get()).setMember(true))
                    .build());
        }

        @Override
        public CompletionStage<JoinNetworkReply> joinNetwork(JoinNetworkRequest request) {
            return now(JoinNetworkReply.getDefaultInstance());
        }

        @Override
        public CompletionStage<LeaveNetworkReply> leaveNetwork(LeaveNetworkRequest request) {
            return now(LeaveNetworkReply.getDefaultInstance());
        }

        @Override
        public CompletionStage<ElectionReply> election(ElectionRequest request) {
            return now(ElectionReply.getDefaultInstance());
        }

        @Override
        public CompletionStage<MessageReply> message(MessageRequest request) {
            return now(MessageReply.getDefaultInstance());
        }

        @Override
        public CompletionStage<RosterReply> roster(RosterRequest request) {
            return now(RosterReply.getDefaultInstance());
        }

        @Override
        public Source<SyncReply, NotUsed> sync(SyncRequest request) {
            return Source.empty();
        }

        private static <T> CompletionStage<T> now(T reply) {
            return CompletableFuture.completedStage(reply);
        }
    }

    /** Attack 22. */
    @Test
    void claimsOfOwnMessagesAreIgnored() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "mallory");
        try (WatchedGroup group = new WatchedGroup(folder, TimingProfile.FAST, 3)) {
            Liar liar = new Liar();
            assertThat(join(system, group.directory(), liar)).isInstanceOf(JoinReply.Joined.class);
            group.all().forEach(node -> node.send("first of " + node.number())); // which opens the streams
            group.eventually(PATIENCE, "open streams", () -> liar.deceived.containsAll(Set.of(1, 2, 3)));

            group.all().forEach(node -> node.send("second of " + node.number()));
            for (ProxiedNode node : group.all()) {
                String text = "second of " + node.number();
                group.eventually(
                        PATIENCE,
                        "deliver",
                        () -> group.others(node.number()).stream()
                                .allMatch(other -> group.texts(other).contains(text)));
                group.eventually(
                        PATIENCE,
                        "report",
                        () -> group.deliveries(node).stream()
                                .anyMatch(delivery -> delivery.key().seq() > 1));
                assertThat(group.deliveries(node))
                        .extracting(delivery -> delivery.key().seq())
                        .containsOnly(1L, 2L);
            }
        } finally {
            system.terminate();
        }
    }

    /** Joins with a new identity, and serves the given peer. */
    private static JoinReply join(ActorSystem<?> system, Address directory, Peer peer) {
        KeyRings keys = new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), System::currentTimeMillis);
        GrpcClients clients = new GrpcClients(system, keys.device().signingKey());
        NetworkInfo info = get(new NdsCalls(clients, directory, DirectoryTrust.ANY, keys)
                        .information(new NetworkName("g1")))
                .orElseThrow();
        KeyRing ring = MemoryCredentials.open(keys, keys.genesis(info.id()).orElseThrow());
        NetworkRegistry registry = new NetworkRegistry();
        registry.open(
                info.id(),
                new NetworkRegistry.Network(
                        new MemberKeys(ring, keys.proofs(), List.of()),
                        TestInbox.<MembershipActor.Command>create().getRef(),
                        TestInbox.<LivenessActor.Command>create().getRef(),
                        TestInbox.<ElectionActor.Command>create().getRef(),
                        TestInbox.<RosterActor.Command>create().getRef(),
                        () -> ViewId.NONE,
                        () -> Digest.NOTHING,
                        List::of));
        Address address = get(GrpcServer.node(
                        system, keys.device().signingKey(), new Address("127.0.0.1", 0), caller -> peer))
                .address();
        Leader leader = info.leader().orElseThrow();
        Header header = new Header(Optional.empty(), ring.uid(), Optional.of(leader.uid()), ViewId.NONE);
        return get(new PeerCalls(clients, registry, info.id())
                .join(leader, header, new JoinRequest(new Nick("mallory"), address, false), PATIENCE));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .copy()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
