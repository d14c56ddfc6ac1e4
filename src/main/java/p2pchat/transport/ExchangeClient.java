package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.chat.Exchanges;
import p2pchat.model.ChatMessage;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Farewell;
import p2pchat.proto.Hello;
import p2pchat.proto.PeerClient;

/**
 * Sending end of the chat stream: a hello, then batches.
 *
 * <p>The stream pulls the next batch only when HTTP/2 has room. So messages written meanwhile share a batch, and a slow
 * member does not delay others.
 */
public final class ExchangeClient implements Exchanges {

    private static final ExchangeRequest FAREWELL = ExchangeRequest.newBuilder()
            .setFarewell(Farewell.getDefaultInstance())
            .build();

    /** After a close, for the farewell to arrive and the last acknowledgements to return. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** Well below the 60 s after which a server closes an idle connection. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private final ActorSystem<?> system;
    private final GrpcClients clients;
    private final NetworkRegistry registry;
    private final NetworkId network;
    private final MemberId self;

    public ExchangeClient(
            ActorSystem<?> system, GrpcClients clients, NetworkRegistry registry, NetworkId network, MemberId self) {
        this.system = system;
        this.clients = clients;
        this.registry = registry;
        this.network = network;
        this.self = self;
    }

    @Override
    public Exchange open(Member member, StreamListener listener) {
        SharedKillSwitch frames = KillSwitches.shared("frames to " + member.node());
        SharedKillSwitch replies = KillSwitches.shared("replies of " + member.node());
        AtomicBoolean closedByUs = new AtomicBoolean();
        KeepaliveLimiter limiter = new KeepaliveLimiter();
        registry.keys(network)
                .thenCompose(keys -> keys.device(member.uid())
                        .thenCompose(device -> keys.gate()
                                .requireAdmitted(member.uid(), device)
                                .thenCompose(admitted -> {
                                    RosterGate.Stream stream = keys.gate().open(member.uid(), device, () -> {
                                        IllegalStateException removed =
                                                new IllegalStateException(member + " was removed");
                                        frames.abort(removed);
                                        replies.abort(removed);
                                    });
                                    RenewingClient<PeerClient> client = clients.exchange(member.address(), device);
                                    return client.usable()
                                            .thenCompose(used -> used.exchange(requests(member, listener, frames, keys))
                                                    .via(replies.flow())
                                                    .runWith(
                                                            Sink.foreach(reply ->
                                                                    onReply(reply, member.uid(), limiter, listener)),
                                                            system)
                                                    .whenComplete((done, cause) -> {
                                                        if (cause != null) {
                                                            client.reportFailure(used, cause);
                                                        }
                                                    }))
                                            .whenComplete((done, cause) -> stream.ended());
                                })))
                .whenComplete((done, cause) -> {
                    if (!closedByUs.get()) {
                        local().ifPresent(network -> network.connectionLost(member.uid()));
                    }
                    listener.closed(cause == null ? "ended" : FailureText.of(cause));
                });
        return () -> {
            closedByUs.set(true);
            frames.shutdown();
            system.scheduler().scheduleOnce(CLOSE_TIMEOUT, replies::shutdown, system.executionContext());
        };
    }

    private Source<ExchangeRequest, NotUsed> requests(
            Member member, StreamListener listener, SharedKillSwitch frames, MemberKeys keys) {
        Header header =
                new Header(Optional.of(self.node()), self.uid(), Optional.of(member.uid()), registry.view(network));
        ExchangeRequest hello = ExchangeRequest.newBuilder()
                .setHello(Hello.newBuilder().setHeader(keys.header(header)))
                .build();
        Source<ExchangeRequest, NotUsed> batches = Source.unfoldAsync(
                listener,
                from -> from.nextBatch().thenApply(messages -> Optional.of(Pair.create(from, frame(messages)))));
        return Source.single(hello)
                .concatLazy(batches)
                .keepAlive(KEEP_ALIVE, () -> frame(List.of()))
                .via(frames.flow())
                .concatLazy(Source.single(FAREWELL)); // the frames end only when this node closes
    }

    private ExchangeRequest frame(List<ChatMessage> messages) {
        Batch batch = WireChat.batch(messages, registry.view(network));
        return ExchangeRequest.newBuilder().setBatch(batch).build();
    }

    private Optional<NetworkRegistry.Network> local() {
        return registry.network(network);
    }

    private static Optional<ViewId> viewIn(ExchangeReply reply) {
        return switch (reply.getFrameCase()) {
            case HAVE -> Wire.view(reply.getHave().hasView(), reply.getHave().getView());
            case ACK -> Wire.view(reply.getAck().hasView(), reply.getAck().getView());
            case REFUSED, FRAME_NOT_SET -> Optional.empty();
        };
    }

    private void onReply(ExchangeReply reply, Uid from, KeepaliveLimiter limiter, StreamListener listener) {
        local().ifPresent(network -> network.heard(from, viewIn(reply), true, limiter));
        switch (reply.getFrameCase()) {
            case HAVE -> listener.opened(Wire.ranges("have", reply.getHave().getRanges()));
            case ACK -> {
                Ranges stored = Wire.ranges("ack", reply.getAck().getStored());
                Map<Long, String> refused = new TreeMap<>();
                reply.getAck()
                        .getRefusedList()
                        .forEach(one -> refused.put(
                                Wire.field("refused", () -> new MessageKey(self.node(), one.getSeq()))
                                        .seq(),
                                one.getWhy().getDetail()));
                listener.acknowledged(stored, refused);
            }
            case REFUSED ->
                throw new IllegalStateException("refused: " + reply.getRefused().getReason());
            case FRAME_NOT_SET -> throw new MalformedException("frame", "is not set");
        }
    }
}
