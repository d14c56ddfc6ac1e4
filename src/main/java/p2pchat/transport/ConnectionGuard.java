package p2pchat.transport;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Sits between TLS and the HTTP/2 layer of one connection, and closes the connection if it exceeds a limit: of {@link
 * Http2Check}, of {@link ConnectionTable}, or of the time until its first request. Nothing is logged, because any
 * stranger can cause it.
 */
final class ConnectionGuard extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {

    /** A client sends its first request immediately, but the machine may be busy. */
    static final Duration FIRST_REQUEST = Duration.ofSeconds(10);

    private final Inlet<ByteString> replies = Inlet.create("ConnectionGuard.replies");
    private final Outlet<ByteString> toPeer = Outlet.create("ConnectionGuard.toPeer");
    private final Inlet<ByteString> fromPeer = Inlet.create("ConnectionGuard.fromPeer");
    private final Outlet<ByteString> requests = Outlet.create("ConnectionGuard.requests");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
            BidiShape.of(replies, toPeer, fromPeer, requests);
    private final ConnectionTable table;
    private final Function<Runnable, ConnectionTable.Connection> connection;

    /** @param connection creates the entry for the table from the action that drops the connection */
    ConnectionGuard(ConnectionTable table, Function<Runnable, ConnectionTable.Connection> connection) {
        this.table = table;
        this.connection = connection;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inherited) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private final Http2Check check = new Http2Check(System.nanoTime());
        private Optional<ConnectionTable.Connection> admitted = Optional.empty();

        /** Held back until the preface is complete, because Pekko takes a part of it for HTTP/1.1. */
        private ByteString begin = ByteString.emptyByteString();

        private Logic() {
            super(shape);
            setHandler(fromPeer, new AbstractInHandler() {
                @Override
                public void onPush() {
                    received(grab(fromPeer));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(requests);
                }

                @Override
                public void onUpstreamFailure(Throwable cause) { // also a handshake that failed
                    close(FailureText.of(cause));
                }
            });
            setHandler(requests, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(fromPeer);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(fromPeer, cause);
                }
            });
            setHandler(replies, new AbstractInHandler() {
                @Override
                public void onPush() {
                    push(toPeer, grab(replies));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(toPeer);
                }
            });
            setHandler(toPeer, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(replies);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(replies, cause);
                }
            });
        }

        @Override
        public void preStart() {
            AsyncCallback<String> dropped = createAsyncCallback(this::close);
            ConnectionTable.Connection entry = connection.apply(() -> dropped.invoke("too many silent connections"));
            if (table.admit(entry)) {
                admitted = Optional.of(entry);
                scheduleOnce(FIRST_REQUEST, FIRST_REQUEST);
            } else {
                close("too many connections");
            }
        }

        private void received(ByteString bytes) {
            boolean first = !check.hasRequest();
            Optional<String> violation = check.violation(bytes, System.nanoTime());
            if (violation.isPresent()) {
                close(violation.get());
                return;
            }
            if (first && check.hasRequest()) {
                cancelTimer(FIRST_REQUEST);
                admitted.ifPresent(table::requestReceived);
            }
            begin = begin.concat(bytes);
            if (check.hasPreface()) {
                push(requests, begin);
                begin = ByteString.emptyByteString();
            } else {
                pull(fromPeer);
            }
        }

        @Override
        public void onTimer(Object timer) {
            close("no request within " + FIRST_REQUEST.toSeconds() + " s");
        }

        /** Fails as if the network had, which the layers around this one do not log. */
        private void close(String why) {
            failStage(new StreamTcpException(why));
        }

        @Override
        public void postStop() {
            admitted.ifPresent(table::closed);
        }
    }
}
