package p2pchat.transport;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a server has accepted: its client, and the services for this client. An attribute of the
 * connection's stream and of each request on it.
 *
 * <p>Threading: any thread.
 */
final class ClientConnection implements Attributes.Attribute {

    static final AttributeKey<ClientConnection> KEY = AttributeKey.create("p2pchat-connection", ClientConnection.class);

    private final String origin;
    private final PeerTrust trust = new PeerTrust(ServerKeyCheck.ANY);
    private volatile @Nullable Function<HttpRequest, CompletionStage<HttpResponse>> services;

    /** @param origin see {@link PeerAddress} */
    ClientConnection(String origin) {
        this.origin = origin;
    }

    PeerTrust trust() {
        return trust;
    }

    /** Returns the services for this client, created with the first request. */
    Function<HttpRequest, CompletionStage<HttpResponse>> services(
            java.util.function.Function<Caller, Function<HttpRequest, CompletionStage<HttpResponse>>> factory) {
        Function<HttpRequest, CompletionStage<HttpResponse>> known = services;
        if (known == null) {
            known = factory.apply(new Caller(trust.accepted().orElseThrow(), origin)); // a request follows a handshake
            services = known;
        }
        return known;
    }
}
