package p2pchat.transport;

import io.grpc.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.grpc.GrpcServiceException;
import org.apache.pekko.grpc.ServiceDescription;
import org.apache.pekko.grpc.javadsl.ServerReflection;
import org.apache.pekko.grpc.javadsl.ServiceHandler;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.proto.NodeDiscovery;
import p2pchat.proto.NodeDiscoveryHandlerFactory;
import p2pchat.proto.Peer;
import p2pchat.proto.PeerHandlerFactory;
import p2pchat.proto.health.Health;
import p2pchat.proto.health.HealthHandlerFactory;

/** Serves one gRPC service on a port, with health and reflection. */
public final class GrpcServer {

    /** Above every limit in the proto files. */
    static final int MAX_FRAME = 1024 * 1024;

    /** A node with 256 members has far fewer. */
    private static final int MAX_REQUESTS = 8192;

    /** An eighth of the default heap. */
    private static final long MAX_HELD = 64L * MAX_FRAME;

    private final ServerBinding binding;

    private GrpcServer(ServerBinding binding) {
        this.binding = binding;
    }

    /**
     * Serves the directory. Fails with {@link Problem.PortInUse}.
     *
     * @param key the key of the server; the same for all servers of an actor system
     * @param services creates the service for a caller
     */
    public static CompletionStage<GrpcServer> directory(
            ActorSystem<?> system,
            SigningKey key,
            Address listen,
            java.util.function.Function<Caller, NodeDiscovery> services) {
        return bind(
                system,
                key,
                listen,
                NodeDiscovery.description,
                caller -> NodeDiscoveryHandlerFactory.create(services.apply(caller), GrpcErrors.mapper(), system));
    }

    /** Serves a node; otherwise like {@link #directory}. */
    public static CompletionStage<GrpcServer> node(
            ActorSystem<?> system, SigningKey key, Address listen, java.util.function.Function<Caller, Peer> services) {
        return bind(
                system,
                key,
                listen,
                Peer.description,
                caller -> PeerHandlerFactory.create(services.apply(caller), GrpcErrors.mapper(), system));
    }

    /** Stops listening; connections stay. */
    public void unbind() {
        CompletionStage<?> unused = binding.unbind();
    }

    public Address address() {
        return new Address(
                binding.localAddress().getAddress().getHostAddress(),
                binding.localAddress().getPort());
    }

    @SuppressWarnings("unchecked") // a generic varargs parameter of the library, only read
    private static CompletionStage<GrpcServer> bind(
            ActorSystem<?> system,
            SigningKey key,
            Address listen,
            ServiceDescription description,
            java.util.function.Function<Caller, Function<HttpRequest, CompletionStage<HttpResponse>>> service) {
        ServerTls.of(system).use(key);
        var health =
                HealthHandlerFactory.create(new HealthService(Set.of(description.name())), GrpcErrors.mapper(), system);
        var reflection = ServerReflection.create(List.of(description, Health.description), system);
        RequestBudget budget = new RequestBudget(MAX_REQUESTS, MAX_HELD);
        Function<HttpRequest, CompletionStage<HttpResponse>> limitedServices =
                request -> request.getAttribute(ClientConnection.KEY)
                        .orElseThrow()
                        .services(caller -> ServiceHandler.concatOrNotFound(service.apply(caller), health, reflection))
                        .apply(limited(request, budget));
        return Http.get(system)
                .newServerAt(listen.host(), listen.port())
                .bind(limitedServices)
                .thenApply(GrpcServer::new)
                .exceptionallyCompose(cause -> CompletableFuture.failedStage(bindFailure(listen, cause)));
    }

    /** Limits the frame size and refuses compression, which is inflated without limit and costs more than it saves. */
    private static HttpRequest limited(HttpRequest request, RequestBudget budget) {
        boolean compressed = request.getHeader("grpc-encoding")
                .filter(encoding -> !encoding.value().equals("identity"))
                .isPresent();
        Source<ByteString, ?> body = compressed
                ? Source.failed(new GrpcServiceException(
                        Status.UNIMPLEMENTED.withDescription("compressed requests are not accepted")))
                : request.entity().getDataBytes().via(new FrameLimit(MAX_FRAME, budget));
        return request.withEntity(
                        HttpEntities.create(request.entity().getContentType(), body.mapMaterializedValue(m -> m)))
                .removeHeader("grpc-accept-encoding");
    }

    private static Throwable bindFailure(Address listen, Throwable cause) {
        return new ProblemException(new Problem.PortInUse(listen, FailureText.of(cause)), cause);
    }
}
