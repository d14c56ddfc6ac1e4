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
 * The sending end of the chat stream: hello, then a batch whenever the stream can take one.
 *
 * <p>The stream pulls: only when HTTP/2 has room does it ask the lane for the next batch, so what was written meanwhile
 * goes out together, and a slow member slows nobody else.
 */
public final class ExchangeClient implements Exchanges {

    private static final ExchangeRequest FAREWELL = ExchangeRequest.newBuilder()
            .setFarewell(Farewell.getDefaultInstance())
            .build();

    /** So long the farewell may take to get there, and the member to answer what came before it. */
    private static final Duration LAST_REPLIES = Duration.ofSeconds(1);

    /** Well below the 60 s after which a server closes a silent connection. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    private final ActorSystem<?> system;
    private final GrpcClients clients;
    private final NetworkRegistry hosted;
    private final NetworkId network;
    private final MemberId self;

    public ExchangeClient(
            ActorSystem<?> system, GrpcClients clients, NetworkRegistry hosted, NetworkId network, MemberId self) {
        this.system = system;
        this.clients = clients;
        this.hosted = hosted;
        this.network = network;
        this.self = self;
    }

    @Override
    public Exchange open(Member member, StreamListener lane) {
        SharedKillSwitch frames = KillSwitches.shared("frames to " + member.node());
        SharedKillSwitch replies = KillSwitches.shared("replies of " + member.node());
        AtomicBoolean meant = new AtomicBoolean();
        RenewingClient<PeerClient> client = clients.exchange(member.address());
        KeepaliveLimiter pulse = new KeepaliveLimiter();
        client.usable()
                .thenCompose(used -> used.exchange(requests(member, lane, frames))
                        .via(replies.flow())
                        .runWith(Sink.foreach(reply -> hand(reply, member.uid(), pulse, lane)), system)
                        .whenComplete((done, cause) -> {
                            if (cause != null) {
                                client.failed(used, cause);
                            }
                        }))
                .whenComplete((done, cause) -> {
                    if (!meant.get()) {
                        here().ifPresent(network -> network.connectionLost(member.uid()));
                    }
                    lane.closed(cause == null ? "ended" : FailureText.inWords(cause));
                });
        return () -> {
            meant.set(true);
            frames.shutdown();
            system.scheduler().scheduleOnce(LAST_REPLIES, replies::shutdown, system.executionContext());
        };
    }

    private Source<ExchangeRequest, NotUsed> requests(Member member, StreamListener lane, SharedKillSwitch frames) {
        Header header =
                new Header(Optional.of(self.node()), self.uid(), Optional.of(member.uid()), hosted.view(network));
        ExchangeRequest hello = ExchangeRequest.newBuilder()
                .setHello(Hello.newBuilder().setHeader(Headers.proto(network, header)))
                .build();
        Source<ExchangeRequest, NotUsed> batches = Source.unfoldAsync(
                lane, from -> from.nextBatch().thenApply(messages -> Optional.of(Pair.create(from, frame(messages)))));
        return Source.single(hello)
                .concatLazy(batches)
                .keepAlive(KEEP_ALIVE, () -> frame(List.of()))
                .via(frames.flow())
                .concatLazy(Source.single(FAREWELL)); // the frames end only where this node closes
    }

    private ExchangeRequest frame(List<ChatMessage> messages) {
        Batch batch = WireChat.batch(messages, hosted.view(network));
        return ExchangeRequest.newBuilder().setBatch(batch).build();
    }

    private Optional<NetworkRegistry.Network> here() {
        return hosted.network(network);
    }

    private static Optional<ViewId> viewIn(ExchangeReply reply) {
        return switch (reply.getFrameCase()) {
            case HAVE -> Wire.view(reply.getHave().hasView(), reply.getHave().getView());
            case ACK -> Wire.view(reply.getAck().hasView(), reply.getAck().getView());
            case REFUSED, FRAME_NOT_SET -> Optional.empty();
        };
    }

    private void hand(ExchangeReply reply, Uid from, KeepaliveLimiter pulse, StreamListener lane) {
        here().ifPresent(network -> network.heard(from, viewIn(reply), true, pulse));
        switch (reply.getFrameCase()) {
            case HAVE -> lane.opened(Wire.ranges("have", reply.getHave().getRanges()));
            case ACK -> {
                Ranges stored = Wire.ranges("ack", reply.getAck().getStored());
                Map<Long, String> refused = new TreeMap<>();
                reply.getAck()
                        .getRefusedList()
                        .forEach(one -> refused.put(
                                Wire.field("refused", () -> new MessageKey(self.node(), one.getSeq()))
                                        .seq(),
                                one.getWhy().getDetail()));
                lane.acknowledged(stored, refused);
            }
            case REFUSED ->
                throw new IllegalStateException("refused: " + reply.getRefused().getReason());
            case FRAME_NOT_SET -> throw new MalformedException("frame", "is not set");
        }
    }
}
