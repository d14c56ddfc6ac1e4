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
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
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
     * @param services creates the service for callers at one address
     */
    public static CompletionStage<GrpcServer> directory(
            ActorSystem<?> system, Address listen, java.util.function.Function<String, NodeDiscovery> services) {
        return bind(
                system,
                listen,
                NodeDiscovery.description,
                request -> NodeDiscoveryHandlerFactory.create(
                                services.apply(origin(request)), GrpcErrors.mapper(), system)
                        .apply(request));
    }

    private static String origin(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(PeerAddress::origin)
                .orElse("");
    }

    /** Serves a node. Fails with {@link Problem.PortInUse}. */
    public static CompletionStage<GrpcServer> node(ActorSystem<?> system, Address listen, Peer service) {
        return bind(system, listen, Peer.description, PeerHandlerFactory.create(service, GrpcErrors.mapper(), system));
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
            Address listen,
            ServiceDescription description,
            Function<HttpRequest, CompletionStage<HttpResponse>> service) {
        var health =
                HealthHandlerFactory.create(new HealthService(Set.of(description.name())), GrpcErrors.mapper(), system);
        var reflection = ServerReflection.create(List.of(description, Health.description), system);
        Function<HttpRequest, CompletionStage<HttpResponse>> services =
                ServiceHandler.concatOrNotFound(service, health, reflection);
        RequestBudget budget = new RequestBudget(MAX_REQUESTS, MAX_HELD);
        Function<HttpRequest, CompletionStage<HttpResponse>> limitedServices =
                request -> services.apply(limited(request, budget));
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
