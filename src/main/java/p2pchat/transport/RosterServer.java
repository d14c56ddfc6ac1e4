package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Refusal;
import p2pchat.model.Statement;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.roster.Application;
import p2pchat.roster.RosterActor;

/**
 * Takes the statements of other processes, and answers with those that they lack (protocol 2.13). Everyone may bring
 * statements, because each proves itself; only members get any.
 */
final class RosterServer {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final RosterReply NOTHING = RosterReply.getDefaultInstance();

    private final NetworkRegistry registry;
    private final Caller caller;

    RosterServer(NetworkRegistry registry, Caller caller) {
        this.registry = registry;
        this.caller = caller;
    }

    CompletionStage<RosterReply> roster(RosterRequest request) {
        List<Bytes> encoded = WireRoster.statements(request.getStatementsList());
        Set<Long> known = WireRoster.known(request.getKnown());
        NetworkRegistry.Call call = registry.resolve(caller, request.getHeader());
        Optional<Refusal> refusal = call.identityRefusal();
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        ActorRef<RosterActor.Command> roster = call.network().roster();
        if (request.hasApplicants()) { // the roster knows who leads
            List<Application> waiting = WireRoster.applicants(request.getApplicants());
            roster.tell(new RosterActor.WaitingShown(call.header().uid(), waiting));
        }
        return learn(encoded, call, roster)
                .thenCompose(complete -> complete ? answer(request, known, call, roster) : refused(tooMany()));
    }

    /** Completes with whether all statements were taken. */
    private CompletionStage<Boolean> learn(
            List<Bytes> encoded, NetworkRegistry.Call call, ActorRef<RosterActor.Command> roster) {
        if (encoded.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        boolean member =
                call.keys().gate().refusal(call.header().uid(), caller.device()).isEmpty();
        Optional<DeviceKey> from = member ? Optional.of(caller.device()) : Optional.empty();
        return call.keys()
                .statements()
                .pushed(from, encoded)
                .whenComplete((verified, cause) ->
                        registry.countForged(cause, call.header().uid()))
                .thenCompose(verified -> {
                    CompletableFuture<Void> stored = deadline();
                    roster.tell(new RosterActor.Learn(verified.statements(), stored));
                    return stored.thenApply(done -> verified.complete());
                });
    }

    private CompletionStage<RosterReply> answer(
            RosterRequest request, Set<Long> known, NetworkRegistry.Call call, ActorRef<RosterActor.Command> roster) {
        if (request.getPush()) {
            return CompletableFuture.completedStage(NOTHING);
        }
        return call.keys()
                .gate()
                .admission(call.header().uid(), caller.device())
                .thenCompose(refusal -> {
                    if (refusal.isPresent()) {
                        return refused(refusal.get());
                    }
                    if (call.differs()) {
                        call.askForStatements(); // the caller may have some that this node lacks
                    }
                    CompletableFuture<List<Statement>> lacking = deadline();
                    roster.tell(new RosterActor.FindLacking(known, lacking));
                    return lacking.thenApply(statements -> reply(statements, call.keys()));
                });
    }

    private static RosterReply reply(List<Statement> statements, MemberKeys keys) {
        List<List<ByteString>> pages = WireRoster.pages(statements, keys.ring().statements());
        return RosterReply.newBuilder()
                .addAllStatements(pages.get(0))
                .setMore(pages.size() > 1)
                .build();
    }

    private static Refusal tooMany() {
        return new Refusal(Refusal.Reason.NOT_ALLOWED, "too many statements");
    }

    private static CompletionStage<RosterReply> refused(Refusal refusal) {
        return CompletableFuture.completedStage(RosterReply.newBuilder()
                .setRefused(WireMembership.proto(refusal))
                .build());
    }

    private static <T> CompletableFuture<T> deadline() {
        return new CompletableFuture<T>().orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
