package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.Security;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.crypto.FastProvider;
import p2pchat.crypto.SigningKey;

/** Handshakes with and without the faster algorithms. */
class TlsTest {

    private final SigningKey serverKey = SigningKey.random(new SecureRandom());
    private final SigningKey clientKey = SigningKey.random(new SecureRandom());

    @AfterEach
    void remove() {
        Security.removeProvider("p2p-chat");
    }

    @Test
    void worksWithTheJdkAlone() throws SSLException {
        assertThat(suite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
    }

    @Test
    void prefersAesInNativeCode(@TempDir Path folder) throws Exception {
        FastProvider.install(folder);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!FastProvider.isNative() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(suite()).isEqualTo("TLS_AES_128_GCM_SHA256");
    }

    /** Returns the cipher suite that both ends agree on; they exchange a text with it. */
    private String suite() throws SSLException {
        PeerTrust serverTrust = new PeerTrust(ServerKeyCheck.ANY);
        PeerTrust clientTrust = new PeerTrust(ServerKeyCheck.ANY);
        SSLEngine server = new Tls(serverKey).server(serverTrust);
        SSLEngine client = new Tls(clientKey).context(clientTrust).createSSLEngine();
        client.setUseClientMode(true);
        ByteBuffer toServer = ByteBuffer.allocate(100_000);
        ByteBuffer toClient = ByteBuffer.allocate(100_000);
        ByteBuffer read = ByteBuffer.allocate(100_000);
        ByteBuffer text = ByteBuffer.wrap("soup?".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int step = 0; step < 20 && read.position() < 5; step++) {
            step(client, text, toClient, toServer, ByteBuffer.allocate(100_000));
            step(server, ByteBuffer.allocate(0), toServer, toClient, read);
        }
        assertThat(read.position()).isEqualTo(5);
        assertThat(serverTrust.accepted()).contains(clientKey.device());
        assertThat(clientTrust.accepted()).contains(serverKey.device());
        return server.getSession().getCipherSuite();
    }

    private static void step(SSLEngine engine, ByteBuffer text, ByteBuffer in, ByteBuffer out, ByteBuffer read)
            throws SSLException {
        in.flip();
        SSLEngineResult result;
        do {
            result = engine.unwrap(in, read);
            runTasks(engine);
        } while (result.getStatus() == SSLEngineResult.Status.OK
                && (in.hasRemaining() || result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK)
                && result.bytesConsumed() > 0);
        in.compact();
        do {
            result = engine.wrap(text, out);
            runTasks(engine);
        } while (result.bytesProduced() > 0);
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
