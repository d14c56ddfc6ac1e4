package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.chat.ChatActor;
import p2pchat.liveness.Frame;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.Ranges;
import p2pchat.model.Refusal;
import p2pchat.proto.Ack;
import p2pchat.proto.ExchangeReply;
import p2pchat.proto.ExchangeRequest;
import p2pchat.proto.Have;
import p2pchat.proto.Refused;
import p2pchat.proto.RefusedMessage;

/**
 * The receiving end of the chat stream: answers the hello with what the log has, then acknowledges what became durable.
 *
 * <p>A few batches are under way to the log at a time, so one commit can take them together; acks that wait for a slow
 * reader become one.
 */
final class ExchangeServer {

    /** With the batch limit this is as much as a sender may leave unacknowledged. */
    private static final int BATCHES_UNDER_WAY = 4;

    private static final Duration LOG_DEADLINE = Duration.ofSeconds(30);

    private final Hosted hosted;

    ExchangeServer(Hosted hosted) {
        this.hosted = hosted;
    }

    Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> frames) {
        return frames.prefixAndTail(1).flatMapConcat(split -> greet(split.first(), split.second()));
    }

    private Source<ExchangeReply, NotUsed> greet(
            List<ExchangeRequest> first, Source<ExchangeRequest, NotUsed> batches) {
        if (first.isEmpty() || !first.get(0).hasHello()) {
            return Source.failed(new MalformedException("hello", "a stream starts with it"));
        }
        Hosted.Meant call = hosted.meant(first.get(0).getHello().getHeader());
        MemberId from = Headers.member(call.header());
        Optional<Refusal> refusal = call.refusal()
                .or(() -> call.network().chat().isEmpty() ? Optional.of(Refusal.notMember()) : Optional.empty());
        if (refusal.isPresent()) {
            return Source.single(ExchangeReply.newBuilder()
                    .setRefused(WireMembership.proto(refusal.get()))
                    .build());
        }
        Hosted.Network network = call.network();
        return Source.completionStage(held(network, from))
                .map(ExchangeServer::have)
                .concatLazy(acks(batches, network, from));
    }

    private static Source<ExchangeReply, NotUsed> acks(
            Source<ExchangeRequest, NotUsed> batches, Hosted.Network network, MemberId from) {
        return batches.watchTermination((mat, ended) -> {
                    ended.whenComplete((done, cause) -> {
                        if (cause != null) {
                            network.connectionLost(from.uid());
                        }
                    });
                    return mat;
                })
                .mapAsync(BATCHES_UNDER_WAY, frame -> store(frame, network, from))
                .filter(ack -> !ack.stored().isEmpty() || !ack.refused().isEmpty())
                .conflate(ExchangeServer::together)
                .map(ExchangeServer::ack);
    }

    private static CompletionStage<Ranges> held(Hosted.Network network, MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        network.chat().orElseThrow().tell(new ChatActor.Greeted(from, held));
        return held.orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static CompletionStage<ChatActor.Ack> store(ExchangeRequest frame, Hosted.Network network, MemberId from) {
        if (!frame.hasBatch()) {
            return CompletableFuture.failedFuture(new MalformedException("frame", "only batches follow the hello"));
        }
        List<ChatMessage> messages = WireChat.messages(frame.getBatch(), from.node());
        network.heard(new Frame(from.uid(), Optional.empty(), false));
        if (messages.isEmpty()) {
            return CompletableFuture.completedFuture(new ChatActor.Ack(Ranges.NONE, Map.of()));
        }
        CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
        network.chat().orElseThrow().tell(new ChatActor.Arrived(from, messages, ack));
        return ack.orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ChatActor.Ack together(ChatActor.Ack one, ChatActor.Ack other) {
        Map<Long, String> refused = new TreeMap<>(one.refused());
        refused.putAll(other.refused());
        return new ChatActor.Ack(one.stored().union(other.stored()), refused);
    }

    private static ExchangeReply have(Ranges held) {
        return ExchangeReply.newBuilder()
                .setHave(Have.newBuilder().setRanges(Wire.proto(held)))
                .build();
    }

    private static ExchangeReply ack(ChatActor.Ack ack) {
        Ack.Builder builder = Ack.newBuilder().setStored(Wire.proto(ack.stored()));
        ack.refused()
                .forEach((seq, why) -> builder.addRefused(RefusedMessage.newBuilder()
                        .setSeq(seq)
                        .setWhy(Refused.newBuilder()
                                .setReason(Refused.Reason.CONFLICT)
                                .setDetail(Wire.reason(why)))));
        return ExchangeReply.newBuilder().setAck(builder).build();
    }
}
