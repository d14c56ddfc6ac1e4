package p2pchat.transport;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import p2pchat.proto.health.Health;
import p2pchat.proto.health.HealthCheckRequest;
import p2pchat.proto.health.HealthCheckResponse;
import p2pchat.proto.health.HealthCheckResponse.ServingStatus;

/** The standard gRPC health service. Reports serving as long as the process answers. */
final class HealthService implements Health {

    private final Set<String> services;

    HealthService(Set<String> services) {
        this.services = services;
    }

    @Override
    public CompletionStage<HealthCheckResponse> check(HealthCheckRequest request) {
        return CompletableFuture.completedFuture(status(request));
    }

    @Override
    public Source<HealthCheckResponse, NotUsed> watch(HealthCheckRequest request) {
        return Source.single(status(request)).concat(Source.never());
    }

    private HealthCheckResponse status(HealthCheckRequest request) {
        boolean known = request.getService().isEmpty() || services.contains(request.getService());
        return HealthCheckResponse.newBuilder()
                .setStatus(known ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN)
                .build();
    }
}
