package p2pchat.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.sync.LocalLog;
import p2pchat.sync.SyncActor;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Sending end of synchronisation. Reads each chunk only when the requester has room for it. */
final class SyncServer {

    private static final Duration LOG_DEADLINE = Duration.ofSeconds(30);

    /** The position of the next chunk; {@code after} is empty at the start. */
    private record Position(SyncResponseHeader offer, Optional<HistoryPlace> after, boolean complete) {}

    private final NetworkRegistry registry;
    private final Caller caller;

    SyncServer(NetworkRegistry registry, Caller caller) {
        this.registry = registry;
        this.caller = caller;
    }

    Source<SyncReply, NotUsed> sync(SyncRequest request) {
        SyncQuery query = WireSync.query(request);
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        return Source.completionStage(call.memberRefusal())
                .flatMapConcat(refusal -> refusal.isPresent()
                        ? Source.single(SyncReply.newBuilder()
                                .setRefused(WireMembership.proto(refusal.get()))
                                .build())
                        : sync(call, query));
    }

    private Source<SyncReply, NotUsed> sync(NetworkRegistry.Call call, SyncQuery query) {
        SharedKillSwitch end = KillSwitches.shared("sync");
        RosterGate.Stream stream = call.keys()
                .gate()
                .open(call.header().uid(), caller.device(), () -> end.abort(ExchangeServer.notAllowed()));
        ActorRef<SyncActor.Command> actor = call.network().sync().orElseThrow();
        CompletableFuture<SyncResponseHeader> offer = deadline();
        actor.tell(new SyncActor.SyncRequested(call.header().node(), query, offer));
        return Source.completionStage(offer)
                .flatMapConcat(made -> replies(WireSync.proto(made, call.keys()), made, actor))
                .via(end.flow())
                .watchTermination((mat, ended) -> {
                    ended.whenComplete((done, cause) -> stream.ended());
                    return mat;
                });
    }

    private static Source<SyncReply, NotUsed> replies(
            SyncReply header, SyncResponseHeader offer, ActorRef<SyncActor.Command> actor) {
        Source<SyncReply, NotUsed> first = Source.single(header);
        Position start = new Position(offer, offer.after(), offer.send().isEmpty());
        Source<SyncReply, NotUsed> chunks = Source.unfoldAsync(start, at -> next(at, actor))
                .filter(messages -> !messages.isEmpty())
                .buffer(1, OverflowStrategy.backpressure()) // reads one ahead
                .map(WireSync::chunk); // not on the thread of the store
        return first.concatLazy(chunks);
    }

    private static CompletionStage<Optional<Pair<Position, List<ChatMessage>>>> next(
            Position at, ActorRef<SyncActor.Command> actor) {
        if (at.complete()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<LocalLog.Page> page = deadline();
        actor.tell(new SyncActor.PageRequested(at.offer(), at.after(), page));
        return page.thenApply(read -> Optional.of(
                Pair.create(new Position(at.offer(), read.next(), read.next().isEmpty()), read.messages())));
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(LOG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
