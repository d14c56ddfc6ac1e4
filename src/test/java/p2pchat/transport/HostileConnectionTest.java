package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.proto.JoinNetworkRequest;
import p2pchat.proto.LeaveNetworkRequest;
import p2pchat.proto.LivenessPingRequest;

/** Raw connections that keep no rule, beside a member that does. */
class HostileConnectionTest {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int MORE_THAN_FITS = 100_000;
    private static final int MUTATIONS = 100;

    private final ServedNetwork node = new ServedNetwork();
    private final SSLContext tls = new Tls(ServedNetwork.randomKey()).context(new PeerTrust(ServerKeyCheck.ANY));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() {
        sockets.forEach(HostileConnectionTest::close);
        node.close();
    }

    /** Reliability F6. */
    @Test
    void silentConnectionsKeepNobodyOut() {
        try (RawChannel member = new RawChannel(node.address)) {
            answers(member);
            for (int i = 0; i < GuardedServer.MAX_SILENT + 100; i++) {
                connect();
            }
            answers(member);
            try (RawChannel newcomer = new RawChannel(node.address)) {
                answers(newcomer);
            }
        }
    }

    /** Reliability F6. */
    @Test
    void connectionWithoutRequestIsClosed() {
        Socket silent = connect();
        Socket slow = connect();
        send(slow, HttpFrames.PREFACE.take(10));

        assertThat(isClosed(silent)).isTrue();
        assertThat(isClosed(slow)).isTrue();
    }

    @Test
    void prefaceMayArriveInPieces() {
        Socket slow = connect();
        for (int at = 0; at < HttpFrames.PREFACE.length(); at++) {
            send(slow, HttpFrames.PREFACE.slice(at, at + 1));
        }
        send(slow, HttpFrames.frame(HttpFrames.SETTINGS, 0, 0, 0));
        try {
            slow.getInputStream().skipNBytes(3); // the length of the server's first frame
            assertThat(slow.getInputStream().read()).isEqualTo(HttpFrames.SETTINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reliability F2. */
    @Test
    void floodOfHeadersIsClosed() {
        byte[] block = HttpFrames.headers("/p2pchat.Peer/Message");
        flood(
                HttpFrames.PREFACE
                        .concat(HttpFrames.frame(HttpFrames.SETTINGS, 0, 0, 0))
                        .concat(HttpFrames.frame(HttpFrames.HEADERS, 0, 1, block)),
                HttpFrames.frame(HttpFrames.CONTINUATION, 0, 1, 16_384));
    }

    /** Reliability F2. */
    @Test
    void floodOfControlFramesIsClosed() {
        for (int type : new int[] {HttpFrames.SETTINGS, 6}) {
            flood(
                    HttpFrames.PREFACE.concat(HttpFrames.frame(HttpFrames.SETTINGS, 0, 0, 0)),
                    HttpFrames.frame(type, 0, 0, type == 6 ? 8 : 0));
        }
    }

    /** Reliability F2. */
    @Test
    void oversizedHttpFrameIsClosed() {
        flood(
                HttpFrames.PREFACE.concat(HttpFrames.frame(HttpFrames.DATA, 0, 1, 20_000)),
                ByteString.fromArray(new byte[16_384]));
    }

    /** Reliability F4: no request causes an internal error, which would be logged. */
    @Test
    void mutatedRequestsAreRefused() {
        Random random = new Random(4);
        Map<String, byte[]> valid = Map.of(
                "JoinNetwork", join(),
                "LeaveNetwork", leave(),
                "LivenessPing", ping(),
                "Exchange", ServedNetwork.hello());
        Set<Status.Code> codes = EnumSet.noneOf(Status.Code.class);
        try (RawChannel channel = new RawChannel(node.address)) {
            for (int i = 0; i < MUTATIONS; i++) {
                valid.forEach(
                        (method, request) -> codes.add(channel.ask("p2pchat.Peer/" + method, mutated(request, random))
                                .status()
                                .getCode()));
            }
            byte[] nested = new byte[100_000]; // groups that never end
            Arrays.fill(nested, (byte) 0x0b);
            codes.add(channel.ask("p2pchat.Peer/LeaveNetwork", nested).status().getCode());
        }
        assertThat(codes)
                .containsExactlyInAnyOrder(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.PERMISSION_DENIED);
    }

    private static byte[] mutated(byte[] request, Random random) {
        byte[] changed =
                Arrays.copyOf(request, random.nextInt(4) == 0 ? random.nextInt(request.length) : request.length);
        for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static byte[] join() {
        JoinNetworkRequest.Builder request = JoinNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .setCard(WireKeys.proto(ServedNetwork.MEMBER_KEYS.card("ann")));
        return request.build().toByteArray();
    }

    private static byte[] ping() {
        LivenessPingRequest.Builder request = LivenessPingRequest.newBuilder().setHeader(ServedNetwork.header());
        request.getDirectBuilder();
        return request.build().toByteArray();
    }

    private static byte[] leave() {
        return LeaveNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .build()
                .toByteArray();
    }

    private void flood(ByteString first, ByteString repeated) {
        try (RawChannel member = new RawChannel(node.address)) {
            Socket hostile = connect();
            send(hostile, first);
            int sent = 0;
            while (sent < MORE_THAN_FITS && send(hostile, repeated)) {
                sent++;
            }
            assertThat(sent).isLessThan(MORE_THAN_FITS);
            answers(member);
        }
    }

    private static void answers(RawChannel member) {
        assertThat(member.ask("p2pchat.Peer/LeaveNetwork", leave()).status().getCode())
                .isEqualTo(Status.Code.OK);
    }

    private Socket connect() {
        try {
            Socket socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), node.address.port());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            sockets.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the connection took the bytes. */
    private static boolean send(Socket socket, ByteString bytes) {
        try {
            socket.getOutputStream().write(bytes.toArrayUnsafe());
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Reads until the server closes. */
    private static boolean isClosed(Socket socket) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            while (System.nanoTime() < deadline) {
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
