package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.impl.engine.http2.Http2Protocol$ErrorCode$CANCEL$;
import org.apache.pekko.http.scaladsl.model.http2.PeerClosedStreamException;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.StreamTcpException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Causes that a stranger can repeat are not logged (reliability F4). */
class GrpcErrorsTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(GrpcErrors.class);

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void listen() {
        logged.start();
        LOGGER.addAppender(logged);
        LOGGER.setLevel(Level.INFO);
    }

    @AfterEach
    void unlisten() {
        LOGGER.detachAppender(logged);
        LOGGER.setLevel(null); // that of the configuration
    }

    @Test
    void malformedMessageIsInvalidArgument() throws Exception {
        assertThat(code(new InvalidProtocolBufferException("truncated"))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(new CompletionException(new InvalidProtocolBufferException("truncated"))))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void endOfStreamIsNotLogged() throws Exception {
        assertThat(code(new PeerClosedStreamException(1, Http2Protocol$ErrorCode$CANCEL$.MODULE$)))
                .isEqualTo(Status.Code.CANCELLED);
        assertThat(code(new StreamTcpException("Connection reset"))).isEqualTo(Status.Code.CANCELLED);
        assertThat(code(new AbruptStageTerminationException(null))).isEqualTo(Status.Code.CANCELLED);
        assertThat(logged.list).isEmpty();
    }

    /** Reliability F8. */
    @Test
    void leavingNodeIsUnavailable() throws Exception {
        assertThat(code(new IllegalStateException("leaving"))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(new TimeoutException())).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(code(new CompletionException(new CompletionException(new TimeoutException()))))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void unknownCauseIsLogged() throws Exception {
        assertThat(code(new NullPointerException())).isEqualTo(Status.Code.INTERNAL);
        assertThat(logged.list).hasSize(1);
    }

    private static Status.Code code(Throwable cause) throws Exception {
        return GrpcErrors.mapper()
                .apply(KIT.system().classicSystem())
                .apply(cause)
                .status()
                .getCode();
    }
}
