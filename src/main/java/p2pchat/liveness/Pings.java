package p2pchat.liveness;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Header;
import p2pchat.model.Leader;

/** Pings members. {@code transport} implements it over gRPC, on a connection that chat never fills (H23). */
public interface Pings {

    /** The mission's liveness_ping. Fails if there is no answer in time, and at once if the connection is refused. */
    CompletionStage<PingAnswer> ping(Leader to, Header header, Ping ping, Duration timeout);
}
