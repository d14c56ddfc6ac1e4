package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Problem;
import p2pchat.node.DirectoryFailure;

/** Another program has the port of the directory (public 24). */
class ForeignDirectoryTest {

    private static ActorSystem<Void> system;

    @BeforeAll
    static void start() {
        system = ActorSystem.create(Behaviors.empty(), "foreign");
    }

    @AfterAll
    static void stop() {
        system.terminate();
    }

    private interface Program {
        void accepted(Socket connection) throws IOException;
    }

    @Test
    void silentProgramIsToldByItsTimeout() throws Exception {
        List<Socket> open = new ArrayList<>();
        assertThat(failure(open::add)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void programThatClosesIsNoDirectory() throws Exception {
        assertThat(failure(Socket::close)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void webServerIsNoDirectory() throws Exception {
        Throwable failure = failure(connection -> {
            byte[] request = new byte[1_000];
            if (connection.getInputStream().read(request) > 0) {
                String reply = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
                connection.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            }
        });
        assertThat(failure).isInstanceOf(ProtocolException.class);
        assertThat(DirectoryFailure.problem(new Address("127.0.0.1", 4700), failure))
                .isInstanceOf(Problem.DirectoryForeign.class);
    }

    @Test
    void memberIsNoDirectory() {
        try (ServedNetwork member = new ServedNetwork()) {
            assertThat(Loopback.failure(
                            new DirectoryUser().calls(system, member.address).networks(1)))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    private static Throwable failure(Program program) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> {
                try {
                    while (true) {
                        program.accepted(server.accept());
                    }
                } catch (IOException e) {
                    return; // the test is over
                }
            });
            accepting.setDaemon(true);
            accepting.start();
            Address address = new Address(server.getInetAddress().getHostAddress(), server.getLocalPort());
            return Loopback.failure(new DirectoryUser().calls(system, address).networks(1));
        }
    }
}
