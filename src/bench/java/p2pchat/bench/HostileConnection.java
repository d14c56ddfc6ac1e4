package p2pchat.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import p2pchat.crypto.SigningKey;
import p2pchat.model.Address;
import p2pchat.transport.PeerTrust;
import p2pchat.transport.ServerKeyCheck;
import p2pchat.transport.Tls;

/** A connection that breaks the rules of TLS or HTTP/2 in one way until the server closes it, and then again. */
final class HostileConnection implements Runnable {

    /** The ways. */
    enum Attack {
        /** Speaks HTTP/2 without TLS. */
        PLAIN,
        /** Sends one byte of a handshake at a time. */
        SLOW_HELLO,
        /** Begins handshakes and breaks them off. */
        ABORTED_HELLO,
        /** Sends nothing. */
        SILENT,
        /** Sends one byte of the preface at a time. */
        SLOW,
        /** Sends request headers without an end. */
        CONTINUATION,
        /** Opens and resets streams. */
        RESET,
        PING,
        SETTINGS,
        /** Announces a frame of 16 MiB and sends it. */
        HUGE_FRAME,
        /** Opens many requests and sends half of a large message on each. */
        HALF_MESSAGE
    }

    private static final Set<Attack> WITHOUT_TLS =
            EnumSet.of(Attack.PLAIN, Attack.SILENT, Attack.SLOW_HELLO, Attack.ABORTED_HELLO);
    private static final SSLContext TLS =
            new Tls(SigningKey.random(new SecureRandom())).context(new PeerTrust(ServerKeyCheck.ANY));

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CONNECT_MILLIS = 10_000;
    /** Leaves the processor to the group, because attackers and group share this machine. */
    private static final int PAUSE_MILLIS = 2_000;

    private static final int CHUNK = 16_384;
    private static final int MAX_STREAMS = 200;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final Address server;
    private final Attack attack;
    private final byte[] headers;

    /** @param method full name of a call that the server has */
    HostileConnection(Address server, Attack attack, String method) {
        this.server = server;
        this.attack = attack;
        this.headers = headers("/" + method);
    }

    /** Runs until its thread is interrupted. */
    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
                if (WITHOUT_TLS.contains(attack)) {
                    sendPlain(plain.getOutputStream());
                } else {
                    send(TLS.getSocketFactory()
                            .createSocket(plain, server.host(), server.port(), true)
                            .getOutputStream());
                }
            } catch (IOException closed) {
                // that is what the server should do
            } catch (InterruptedException end) {
                return;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private void sendPlain(OutputStream out) throws IOException, InterruptedException {
        if (attack == Attack.ABORTED_HELLO) {
            out.write(hello());
            return;
        }
        if (attack == Attack.PLAIN) {
            repeat(out, PREFACE);
        }
        sendSlowly(attack == Attack.SLOW_HELLO ? hello() : new byte[0], out);
        Thread.sleep(20_000);
    }

    private static void sendSlowly(byte[] bytes, OutputStream out) throws IOException, InterruptedException {
        for (byte each : bytes) {
            out.write(each);
            Thread.sleep(1000);
        }
    }

    private static byte[] hello() throws IOException {
        SSLEngine engine = TLS.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private void send(OutputStream out) throws IOException, InterruptedException {
        if (attack == Attack.SLOW) {
            sendSlowly(PREFACE, out);
            return;
        }
        out.write(PREFACE);
        out.write(frame(SETTINGS, 0, 0, new byte[0]));
        switch (attack) {
            case CONTINUATION -> {
                out.write(frame(HEADERS, 0, 1, headers));
                repeat(out, frame(CONTINUATION, 0, 1, new byte[CHUNK]));
            }
            case PING -> repeat(out, frame(PING, 0, 0, new byte[Long.BYTES]));
            case SETTINGS -> repeat(out, frame(SETTINGS, 0, 0, new byte[0]));
            case HUGE_FRAME -> {
                out.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, DATA, 0, 0, 0, 0, 1});
                repeat(out, new byte[CHUNK]);
            }
            case RESET -> {
                for (int stream = 1; stream > 0 && !Thread.interrupted(); stream += 2) {
                    out.write(frame(HEADERS, END_HEADERS, stream, headers));
                    out.write(frame(RST_STREAM, 0, stream, new byte[Integer.BYTES]));
                }
            }
            case HALF_MESSAGE -> {
                byte[] start = ByteBuffer.allocate(CHUNK).putInt(1, 1_000_000).array();
                for (int stream = 1; stream < 2 * MAX_STREAMS; stream += 2) {
                    out.write(frame(HEADERS, END_HEADERS, stream, headers));
                    out.write(frame(DATA, 0, stream, start));
                }
                Thread.sleep(5_000);
            }
            default -> throw new AssertionError("handled before");
        }
    }

    private static void repeat(OutputStream out, byte[] bytes) throws IOException {
        while (!Thread.currentThread().isInterrupted()) {
            out.write(bytes);
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Returns the compressed headers of a call, without any table. */
    private static byte[] headers(String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        String[] fields = {
            ":method",
            "POST",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "bench",
            "content-type",
            "application/grpc",
            "te",
            "trailers"
        };
        for (int at = 0; at < fields.length; at++) {
            if (at % 2 == 0) {
                block.write(0);
            }
            block.write(fields[at].length());
            block.writeBytes(fields[at].getBytes(StandardCharsets.US_ASCII));
        }
        return block.toByteArray();
    }
}
