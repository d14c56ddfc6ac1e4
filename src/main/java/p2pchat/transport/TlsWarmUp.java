package p2pchat.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.SigningKey;

/** Performs a TLS handshake of this process with itself. The first one takes 0.2 s, mostly to load classes. */
public final class TlsWarmUp {

    private static final int BUFFER_SIZE = 64 * 1024;

    private TlsWarmUp() {}

    /** Blocks until the handshake is complete. */
    public static void run() {
        Tls tls = new Tls(SigningKey.random(new SecureRandom()));
        SSLEngine client = tls.client(new PeerTrust(ServerKeyCheck.ANY)).newEngine(ByteBufAllocator.DEFAULT);
        try {
            handshake(client, tls.server(new PeerTrust(ServerKeyCheck.ANY)));
        } catch (SSLException e) {
            LoggerFactory.getLogger(TlsWarmUp.class).debug("the handshake failed", e);
        }
    }

    static void handshake(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toClient = ByteBuffer.allocate(BUFFER_SIZE);
        ByteBuffer toServer = ByteBuffer.allocate(BUFFER_SIZE);
        do {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        } while (toClient.position() > 0);
    }

    /** Reads what the other end wrote, and writes the reply. */
    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer content = ByteBuffer.allocate(BUFFER_SIZE);
        in.flip();
        while (engine.unwrap(in, content).bytesConsumed() > 0) {
            runTasks(engine);
        }
        in.compact();
        while (engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0) {
            runTasks(engine);
        }
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
