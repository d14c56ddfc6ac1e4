package p2pchat.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.grpc.GrpcServiceException;
import org.apache.pekko.grpc.Trailers;
import org.apache.pekko.grpc.internal.MissingParameterException;
import org.apache.pekko.grpc.javadsl.GrpcExceptionHandler;
import org.apache.pekko.http.scaladsl.model.http2.PeerClosedStreamException;
import org.apache.pekko.japi.Function;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.AbruptTerminationException;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.SubscriptionWithCancelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/**
 * Maps exceptions of a service to gRPC statuses. The default mapper of Pekko gRPC closes the whole connection, with
 * every stream on it, on a {@code StatusRuntimeException} without trailers. This one never does.
 */
final class GrpcErrors {

    private static final Logger LOG = LoggerFactory.getLogger(GrpcErrors.class);

    private GrpcErrors() {}

    static Function<ActorSystem, Function<Throwable, Trailers>> mapper() {
        return system -> thrown -> trailers(system, thrown);
    }

    private static Trailers trailers(ActorSystem system, Throwable thrown) throws Exception {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof GrpcServiceException known) {
            return new Trailers(known.status(), known.metadata());
        } else if (cause instanceof StatusRuntimeException status) {
            StatusRuntimeException safe = status.getTrailers() != null
                    ? status
                    : new StatusRuntimeException(status.getStatus(), new Metadata());
            return GrpcExceptionHandler.defaultMapper().apply(system).apply(safe);
        }
        return new Trailers(status(cause));
    }

    private static Status status(Throwable cause) {
        if (cause instanceof MissingParameterException) {
            return Status.INVALID_ARGUMENT.withDescription("the call carries no message");
        } else if (cause instanceof InvalidProtocolBufferException) {
            return Status.INVALID_ARGUMENT.withDescription("the message is malformed");
        } else if (cause instanceof MalformedException) {
            return Status.INVALID_ARGUMENT.withDescription(cause.getMessage());
        } else if (cause instanceof ForgedException) {
            return Status.PERMISSION_DENIED.withDescription(cause.getMessage());
        } else if (cause instanceof UnsupportedOperationException) {
            return Status.UNIMPLEMENTED.withDescription(cause.getMessage());
        } else if (cause instanceof TimeoutException) {
            return Status.UNAVAILABLE.withDescription("busy");
        } else if (cause instanceof ProblemException carrier) {
            return Status.UNAVAILABLE.withDescription(kind(carrier.problem()));
        } else if (cause instanceof IllegalStateException) { // this node is leaving, or the directory is starting
            return Status.UNAVAILABLE.withDescription(cause.getMessage());
        } else if (isEndOfStream(cause)) {
            return Status.CANCELLED;
        }
        LOG.warn("a call failed", cause);
        return Status.INTERNAL.withDescription("internal error");
    }

    /** Returns whether the peer or this server has closed the stream, so that the status cannot be delivered. */
    private static boolean isEndOfStream(Throwable cause) {
        return cause instanceof PeerClosedStreamException
                || cause instanceof StreamTcpException
                || cause instanceof SubscriptionWithCancelException
                || cause instanceof AbruptStageTerminationException
                || cause instanceof AbruptTerminationException;
    }

    /** Names the kind of problem without any path of this machine. */
    private static String kind(Problem problem) {
        return problem.getClass().getSimpleName();
    }
}
