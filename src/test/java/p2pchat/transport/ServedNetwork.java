package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.TestMessages;
import p2pchat.chat.ChatActor;
import p2pchat.crypto.SigningKey;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionAnswer;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.Head;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Header;
import p2pchat.proto.Hello;
import p2pchat.sync.SyncActor;
import p2pchat.sync.SyncResponseHeader;

/** A served node with one network, whose actors accept every call. */
final class ServedNetwork implements AutoCloseable {

    static final NetworkId NETWORK = Keys.NETWORK;
    static final ViewId VIEW = new ViewId(1, 4);
    static final List<Head> FRONTIER = List.of(TestMessages.head(new MessageKey(new NodeId(3), 5), 7));
    static final Keys SELF_KEYS = new Keys(1);
    static final Keys MEMBER_KEYS = new Keys(7);
    static final Uid SELF = SELF_KEYS.uid();
    static final MemberId MEMBER = MEMBER_KEYS.id;

    static {
        SELF_KEYS.meet(MEMBER_KEYS, "ann").lead(VIEW.epoch());
        MEMBER_KEYS.meet(SELF_KEYS, "self").lead(VIEW.epoch() + 1);
    }

    /** The id that newcomers get. */
    static final NodeId NEWCOMER = new NodeId(8);

    private static final Address ANY_PORT = new Address("127.0.0.1", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final ActorSystem<SpawnProtocol.Command> system =
            ActorSystem.create(Behaviors.setup(context -> SpawnProtocol.create()), "served");
    final SigningKey key;
    final NetworkRegistry hosted = new NetworkRegistry();
    /** The lost connections reported to liveness. */
    final BlockingQueue<Uid> lost = new LinkedBlockingQueue<>();

    /** The senders of valid frames reported to liveness. */
    final BlockingQueue<Uid> heard = new LinkedBlockingQueue<>();
    /** The messages that reached chat. */
    final BlockingQueue<ChatMessage> arrived = new LinkedBlockingQueue<>();
    /** The commands that reached membership. */
    final BlockingQueue<MembershipActor.Command> commands = new LinkedBlockingQueue<>();

    /** Answers pings. */
    volatile Function<Ping, PingAnswer> answer = ping -> new PingAnswer.Unreached();

    /** The members that were reported to have another view of the same id. */
    final BlockingQueue<Uid> differing = new LinkedBlockingQueue<>();

    final Address address;

    ServedNetwork() {
        this(ANY_PORT);
    }

    ServedNetwork(Address listen) {
        this(listen, SELF_KEYS);
    }

    /** Creates the node of {@link #MEMBER}. */
    static ServedNetwork ofMember() {
        return new ServedNetwork(ANY_PORT, MEMBER_KEYS);
    }

    ServedNetwork(Address listen, Keys keys) {
        key = keys.tls();
        hosted.open(
                keys.edge.network(),
                new NetworkRegistry.Network(
                        keys.edge,
                        spawn("membership", membership(keys)),
                        spawn("liveness", liveness()),
                        spawn("election", election()),
                        spawn("roster", keys.roster.actor()),
                        Optional.of(spawn("chat", chat())),
                        Optional.of(spawn("sync", sync())),
                        () -> VIEW,
                        () -> Digest.NOTHING,
                        () -> FRONTIER));
        address = Loopback.get(GrpcServer.node(system, key, listen, caller -> new PeerService(hosted, caller)))
                .address();
    }

    static SigningKey randomKey() {
        return SigningKey.random(new SecureRandom());
    }

    /** The header of a member that calls this incarnation. */
    static Header header() {
        return MEMBER_KEYS.header(Optional.of(SELF));
    }

    /** The header of a call for another incarnation. */
    static Header headerToAnother() {
        return header().toBuilder()
                .setTargetUid(ByteString.copyFrom(new Uid(new UUID(9, 9)).bytes()))
                .build();
    }

    static byte[] hello() {
        return ExchangeRequest.newBuilder()
                .setHello(Hello.newBuilder().setHeader(header()))
                .build()
                .toByteArray();
    }

    <T> ActorRef<T> spawn(String name, Behavior<T> behavior) {
        return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
                        system,
                        reply -> new SpawnProtocol.Spawn<>(behavior, name, Props.empty(), reply),
                        PATIENCE,
                        system.scheduler())
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private Behavior<MembershipActor.Command> membership(Keys keys) {
        return Behaviors.receive(MembershipActor.Command.class)
                .onMessage(MembershipActor.JoinRequested.class, m -> {
                    commands.add(m);
                    Member joined = new Member(
                            m.header()
                                    .sender()
                                    .orElse(new MemberId(NEWCOMER, m.header().uid())),
                            m.request().address(),
                            m.request().nick(),
                            VIEW);
                    View view = new View(VIEW, keys.id.node(), List.of(keys.member("self"), joined));
                    m.reply().complete(new JoinReply.Joined(joined.id(), view));
                    return Behaviors.same();
                })
                .onMessage(MembershipActor.LeaveRequested.class, m -> {
                    commands.add(m);
                    m.reply().complete(new LeaveReply.Left());
                    return Behaviors.same();
                })
                .onMessage(MembershipActor.CoordinatorRequested.class, m -> {
                    commands.add(m);
                    m.reply().complete(new CoordinatorReply.Installed(new ViewId(1, 1)));
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<LivenessActor.Command> liveness() {
        return Behaviors.receive(LivenessActor.Command.class)
                .onMessage(LivenessActor.Pinged.class, m -> {
                    m.reply().complete(answer.apply(m.ping()));
                    return Behaviors.same();
                })
                .onMessage(LivenessActor.ConfirmRequested.class, m -> {
                    m.reply().complete(new Liveness.Confirmed(true, 1));
                    return Behaviors.same();
                })
                .onMessage(LivenessActor.Handle.class, m -> {
                    if (m.input() instanceof Liveness.Input.ConnectionLost connection) {
                        lost.add(connection.uid());
                    } else if (m.input() instanceof Liveness.Input.ViewDiffers other) {
                        differing.add(other.from());
                    } else if (m.input() instanceof Liveness.Input.Heard frame) {
                        heard.add(frame.frame().from());
                    }
                    return Behaviors.same();
                })
                .onMessage(LivenessActor.Command.class, m -> Behaviors.same())
                .build();
    }

    private static Behavior<ElectionActor.Command> election() {
        return Behaviors.receive(ElectionActor.Command.class)
                .onMessage(ElectionActor.Challenged.class, m -> {
                    m.reply().complete(new ElectionAnswer.LeaderFresh(new ViewId(1, 1)));
                    return Behaviors.same();
                })
                .build();
    }

    /** Answers each request, but never with messages. */
    private static Behavior<SyncActor.Command> sync() {
        return Behaviors.receive(SyncActor.Command.class)
                .onMessage(SyncActor.SyncRequested.class, m -> {
                    VersionVector some = VersionVector.EMPTY.with(new MessageKey(new NodeId(1), 1));
                    m.header()
                            .complete(new SyncResponseHeader(
                                    LogState.of(some), some, Optional.empty(), Map.of(), List.of()));
                    return Behaviors.same();
                })
                .onMessage(SyncActor.Command.class, m -> Behaviors.same())
                .build();
    }

    private Behavior<ChatActor.Command> chat() {
        return Behaviors.receive(ChatActor.Command.class)
                .onMessage(ChatActor.HelloReceived.class, m -> {
                    m.held().complete(Ranges.NONE);
                    return Behaviors.same();
                })
                .onMessage(ChatActor.Arrived.class, m -> {
                    arrived.addAll(m.messages());
                    Ranges all = m.messages().stream()
                            .map(message -> message.key().seq())
                            .reduce(Ranges.NONE, Ranges::with, Ranges::union);
                    m.ack().complete(new ChatActor.Ack(all, Map.of()));
                    return Behaviors.same();
                })
                .build();
    }
}
