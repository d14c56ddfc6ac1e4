package p2pchat.transport;

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
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.chat.ChatActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberId;
import p2pchat.model.Ranges;
import p2pchat.model.Refusal;
import p2pchat.model.ViewId;
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
 * reader become one. One stage takes all frames, the hello too: a stream within the stream, for what follows the hello,
 * would hand each batch from actor to actor twice more.
 */
final class ExchangeServer {

    /** With the batch limit this is as much as a sender may leave unacknowledged. */
    private static final int BATCHES_UNDER_WAY = 4;

    private static final Duration LOG_DEADLINE = Duration.ofSeconds(30);

    private static final Answer NOTHING = new Answer.Acked(new ChatActor.Ack(Ranges.NONE, Map.of()));

    /** What a frame comes to. */
    private sealed interface Answer {
        record Held(Ranges ranges) implements Answer {}

        record Acked(ChatActor.Ack ack) implements Answer {}

        record No(Refusal refusal) implements Answer {}
    }

    /** Whose stream it is, and whom it reaches. */
    private record Greeting(MemberId from, NetworkRegistry.Network network) {}

    private final NetworkRegistry hosted;

    ExchangeServer(NetworkRegistry hosted) {
        this.hosted = hosted;
    }

    Source<ExchangeReply, NotUsed> exchange(Source<ExchangeRequest, NotUsed> frames) {
        Reception reception = new Reception();
        return frames.watchTermination((mat, ended) -> {
                    ended.whenComplete((done, cause) -> reception.over());
                    return mat;
                })
                .orElse(Source.lazySource(() -> Source.failed(noHello())))
                .mapAsync(BATCHES_UNDER_WAY, reception::take)
                .filter(answer -> !answer.equals(NOTHING))
                .conflateWithSeed(List::of, ExchangeServer::together)
                .mapConcat(answers -> answers)
                .takeWhile(answer -> !(answer instanceof Answer.No), true)
                .map(answer -> reply(answer, reception.view()));
    }

    /** One stream. Its frames come one after the other. */
    private final class Reception {
        private final KeepaliveLimiter pulse = new KeepaliveLimiter();
        private volatile Optional<Greeting> greeting = Optional.empty();
        private volatile boolean announced;

        CompletionStage<Answer> take(ExchangeRequest frame) {
            return greeting.map(known -> store(frame, known)).orElseGet(() -> greet(frame));
        }

        private CompletionStage<Answer> greet(ExchangeRequest frame) {
            if (!frame.hasHello()) {
                return CompletableFuture.failedFuture(noHello());
            }
            NetworkRegistry.Meant call = hosted.meant(frame.getHello().getHeader());
            MemberId from = Headers.member(call.header());
            Optional<Refusal> refusal = call.refusal()
                    .or(() -> call.network().chat().isEmpty() ? Optional.of(Refusal.notMember()) : Optional.empty());
            if (refusal.isPresent()) {
                return CompletableFuture.completedFuture(new Answer.No(refusal.get()));
            }
            greeting = Optional.of(new Greeting(from, call.network()));
            call.network().heard(from.uid(), Optional.of(call.header().view()), false, pulse);
            return held(call.network(), from).thenApply(Answer.Held::new);
        }

        private CompletionStage<Answer> store(ExchangeRequest frame, Greeting known) {
            if (frame.hasFarewell()) {
                announced = true;
                return CompletableFuture.completedFuture(NOTHING);
            }
            if (!frame.hasBatch()) {
                return CompletableFuture.failedFuture(new MalformedException("frame", "only batches follow the hello"));
            }
            MemberId from = known.from();
            List<ChatMessage> messages = WireChat.messages(frame.getBatch(), from.node());
            Optional<ViewId> view =
                    Wire.view(frame.getBatch().hasView(), frame.getBatch().getView());
            known.network().heard(from.uid(), view, false, pulse); // before the messages: whose they are may be in it
            if (messages.isEmpty()) {
                return CompletableFuture.completedFuture(NOTHING);
            }
            CompletableFuture<ChatActor.Ack> ack = new CompletableFuture<>();
            known.network().chat().orElseThrow().tell(new ChatActor.Arrived(from, messages, ack));
            return ack.orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS).thenApply(Answer.Acked::new);
        }

        /** What this node knows, for whoever sends. */
        ViewId view() {
            return greeting.map(known -> known.network().view().get()).orElse(ViewId.NONE);
        }

        /** Of a sender that was killed the frames end as if it had no more; only a farewell says that this was meant. */
        void over() {
            if (!announced) {
                greeting.ifPresent(
                        known -> known.network().connectionLost(known.from().uid()));
            }
        }
    }

    private static CompletionStage<Ranges> held(NetworkRegistry.Network network, MemberId from) {
        CompletableFuture<Ranges> held = new CompletableFuture<>();
        network.chat().orElseThrow().tell(new ChatActor.HelloReceived(from, held));
        return held.orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static MalformedException noHello() {
        return new MalformedException("hello", "a stream starts with it");
    }

    /** Acknowledgements in a row become one. */
    private static List<Answer> together(List<Answer> waiting, Answer next) {
        int last = waiting.size() - 1;
        boolean both = waiting.get(last) instanceof Answer.Acked && next instanceof Answer.Acked;
        List<Answer> all = new ArrayList<>(waiting);
        if (both) {
            all.set(
                    last,
                    new Answer.Acked(together(((Answer.Acked) waiting.get(last)).ack(), ((Answer.Acked) next).ack())));
        } else {
            all.add(next);
        }
        return all;
    }

    private static ChatActor.Ack together(ChatActor.Ack one, ChatActor.Ack other) {
        Map<Long, String> refused = new TreeMap<>(one.refused());
        refused.putAll(other.refused());
        return new ChatActor.Ack(one.stored().union(other.stored()), refused);
    }

    private static ExchangeReply reply(Answer answer, ViewId view) {
        if (answer instanceof Answer.Held held) {
            return have(held.ranges(), view);
        }
        if (answer instanceof Answer.Acked acked) {
            return ack(acked.ack(), view);
        }
        return ExchangeReply.newBuilder()
                .setRefused(WireMembership.proto(((Answer.No) answer).refusal()))
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
