package p2pchat.transport;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.grpc.GrpcServiceException;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.chat.ChatActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.Ranges;
import p2pchat.model.Refusal;
import p2pchat.model.ViewId;
import p2pchat.proto.Ack;
import p2pchat.proto.Batch;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Have;
import p2pchat.proto.Refused;
import p2pchat.proto.RefusedMessage;

/**
 * Receiving end of the chat stream: answers the hello with the messages that the log holds, then acknowledges messages
 * when they are durable.
 *
 * <p>A few batches are on their way to the log at a time, so that one commit can store them together. Acknowledgements
 * that wait for a slow reader are merged. One stage handles all frames including the hello, because a nested stream for
 * the batches would pass each one between actors twice more.
 */
final class ExchangeServer {

    /** With the batch limit, the most that a sender may leave unacknowledged. */
    private static final int MAX_PENDING_BATCHES = 4;

    /** The most refusals of one acknowledgement. A sender that reads none of them is not read either. */
    private static final int MAX_REFUSED = 256;

    private static final Duration LOG_DEADLINE = Duration.ofSeconds(30);

    private static final Answer NOTHING = new Answer.Acked(new ChatActor.Ack(Ranges.NONE, Map.of()));

    private sealed interface Answer {
        record Have(Ranges ranges) implements Answer {}

        record Acked(ChatActor.Ack ack) implements Answer {}

        record Refused(Refusal refusal) implements Answer {}
    }

    /** The sender of a stream, and the network it is for. */
    private record Peer(MemberId from, NetworkRegistry.Network network, RosterGate.Stream stream) {}

    private final NetworkRegistry registry;
    private final Caller caller;

    ExchangeServer(NetworkRegistry registry, Caller caller) {
        this.registry = registry;
        this.caller = caller;
    }

    Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> frames) {
        SharedKillSwitch end = KillSwitches.shared("exchange");
        InboundStream stream = new InboundStream(end);
        return frames.watchTermination((mat, ended) -> {
                    ended.whenComplete((done, cause) -> stream.ended());
                    return mat;
                })
                .orElse(Source.lazySource(() -> Source.failed(noHello())))
                .mapAsync(MAX_PENDING_BATCHES, stream::accept)
                .filter(answer -> !answer.equals(NOTHING))
                .batchWeighted(MAX_REFUSED, ExchangeServer::refusals, List::of, ExchangeServer::merge)
                .mapConcat(answers -> answers)
                .takeWhile(answer -> !(answer instanceof Answer.Refused), true)
                .map(answer -> reply(answer, stream.view()))
                .via(end.flow());
    }

    /** One stream, whose frames arrive one after the other. */
    private final class InboundStream {
        private final KeepaliveLimiter limiter = new KeepaliveLimiter();
        private final SharedKillSwitch end;
        private volatile Optional<Peer> peer = Optional.empty();
        private volatile boolean farewellReceived;
        private boolean helloReceived;
        /** Completes once the last frame was passed on, so that frames keep their order. */
        private CompletionStage<?> lastFrame = CompletableFuture.completedStage(null);

        InboundStream(SharedKillSwitch end) {
            this.end = end;
        }

        CompletionStage<Answer> accept(ExchangeRequest frame) {
            return helloReceived ? store(frame) : greet(frame);
        }

        private CompletionStage<Answer> greet(ExchangeRequest frame) {
            if (!frame.hasHello()) {
                return CompletableFuture.failedFuture(noHello());
            }
            helloReceived = true;
            NetworkRegistry.Call call =
                    registry.resolve(caller, frame.getHello().getHeader());
            MemberId from = Headers.member(call.header());
            CompletionStage<Optional<Refusal>> greeted = call.memberRefusal().whenComplete((refusal, cause) -> {
                if (cause == null && refusal.isEmpty()) {
                    accept(from, call);
                }
            });
            lastFrame = greeted;
            return greeted.thenCompose(refusal -> refusal.isPresent()
                    ? CompletableFuture.completedFuture(new Answer.Refused(refusal.get()))
                    : held(call.network(), from).thenApply(Answer.Have::new));
        }

        private void accept(MemberId from, NetworkRegistry.Call call) {
            call.keys().met(from.uid(), call.proof());
            RosterGate.Stream stream =
                    call.keys().gate().open(from.uid(), caller.device(), () -> end.abort(notAllowed()));
            peer = Optional.of(new Peer(from, call.network(), stream));
            call.network().heard(from.uid(), Optional.of(call.header().view()), false, limiter);
        }

        private CompletionStage<Answer> store(ExchangeRequest frame) {
            if (frame.hasFarewell()) {
                farewellReceived = true;
                return CompletableFuture.completedFuture(NOTHING);
            }
            if (!frame.hasBatch()) {
                return CompletableFuture.failedFuture(
                        new MalformedException("frame", "only batches may follow the hello"));
            }
            CompletionStage<CompletionStage<Answer>> passed = lastFrame.thenCompose(last -> peer.isEmpty()
                    ? CompletableFuture.completedStage(CompletableFuture.completedStage(NOTHING)) // refused
                    : verify(frame.getBatch(), peer.get()));
            lastFrame = passed;
            return passed.thenCompose(answer -> answer);
        }

        private CompletionStage<CompletionStage<Answer>> verify(Batch batch, Peer known) {
            MemberKeys keys = known.network().keys();
            if (keys.gate().refusal(known.from().uid(), caller.device()).isPresent()) {
                return CompletableFuture.failedFuture(notAllowed());
            }
            return VerifierThreads.verify(batch.getSealsCount(), () -> WireChat.messages(batch, known.from(), keys))
                    .thenApply(messages -> pass(messages, batch, known))
                    .whenComplete((answer, cause) -> registry.countForged(cause, known.from()));
        }

        private CompletionStage<Answer> pass(List<ChatMessage> messages, Batch batch, Peer known) {
            MemberId from = known.from();
            Optional<ViewId> view = Wire.view(batch.hasView(), batch.getView());
            known.network()
                    .heard(
                            from.uid(),
                            view,
                            false,
                            limiter); // before the messages, whose author may be new in this view
            if (messages.isEmpty()) {
                return CompletableFuture.completedFuture(NOTHING);
            }
            CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
            known.network().chat().orElseThrow().tell(new ChatActor.Arrived(from, messages, ack));
            return ack.orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS).thenApply(Answer.Acked::new);
        }

        /** Returns the view of this node, which replies carry. */
        ViewId view() {
            return peer.map(known -> known.network().view().get()).orElse(ViewId.NONE);
        }

        /** Reports a lost connection unless a farewell came; the frames of a killed sender end without an error. */
        void ended() {
            peer.ifPresent(known -> known.stream().ended());
            if (!farewellReceived) {
                peer.ifPresent(
                        known -> known.network().connectionLost(known.from().uid()));
            }
        }
    }

    private static CompletionStage<Ranges> held(NetworkRegistry.Network network, MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        network.chat().orElseThrow().tell(new ChatActor.HelloReceived(from, held));
        return held.orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    static GrpcServiceException notAllowed() {
        return new GrpcServiceException(
                Status.PERMISSION_DENIED.withDescription("the statements of the network do not admit the caller"));
    }

    private static MalformedException noHello() {
        return new MalformedException("hello", "must be the first frame");
    }

    private static long refusals(Answer answer) {
        return answer instanceof Answer.Acked acked ? acked.ack().refused().size() : 0;
    }

    /** Merges consecutive acknowledgements. */
    private static List<Answer> merge(List<Answer> waiting, Answer next) {
        int last = waiting.size() - 1;
        boolean both = waiting.get(last) instanceof Answer.Acked && next instanceof Answer.Acked;
        List<Answer> all = new ArrayList<>(waiting);
        if (both) {
            all.set(
                    last,
                    new Answer.Acked(merge(((Answer.Acked) waiting.get(last)).ack(), ((Answer.Acked) next).ack())));
        } else {
            all.add(next);
        }
        return all;
    }

    private static ChatActor.Ack merge(ChatActor.Ack one, ChatActor.Ack other) {
        Map<Long, String> refused = new TreeMap<>(one.refused());
        refused.putAll(other.refused());
        return new ChatActor.Ack(one.stored().union(other.stored()), refused);
    }

    private static ExchangeReply reply(Answer answer, ViewId view) {
        if (answer instanceof Answer.Have held) {
            return have(held.ranges(), view);
        }
        if (answer instanceof Answer.Acked acked) {
            return ack(acked.ack(), view);
        }
        return ExchangeReply.newBuilder()
                .setRefused(WireMembership.proto(((Answer.Refused) answer).refusal()))
                .build();
    }

    private static ExchangeReply have(Ranges held, ViewId view) {
        return ExchangeReply.newBuilder()
                .setHave(Have.newBuilder().setRanges(Wire.proto(held)).setView(Wire.proto(view)))
                .build();
    }

    private static ExchangeReply ack(ChatActor.Ack ack, ViewId view) {
        Ack.Builder builder =
                Ack.newBuilder().setStored(Wire.proto(ack.stored())).setView(Wire.proto(view));
        ack.refused()
                .forEach((seq, why) -> builder.addRefused(RefusedMessage.newBuilder()
                        .setSeq(seq)
                        .setWhy(Refused.newBuilder()
                                .setReason(Refused.Reason.CONFLICT)
                                .setDetail(Wire.reason(why)))));
        return ExchangeReply.newBuilder().setAck(builder).build();
    }
}
