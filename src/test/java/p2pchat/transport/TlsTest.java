package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.Security;
import javax.net.ssl.SSLEngine;
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
        assertThat(suite()).isEqualTo("TLS_AES_128_GCM_SHA256");
    }

    /** Returns the cipher suite that both ends agree on. */
    private String suite() throws SSLException {
        PeerTrust serverTrust = new PeerTrust(ServerKeyCheck.ANY);
        PeerTrust clientTrust = new PeerTrust(ServerKeyCheck.ANY);
        SSLEngine server = new Tls(serverKey).server(serverTrust);
        SSLEngine client = new Tls(clientKey).context(clientTrust).createSSLEngine();
        client.setUseClientMode(true);
        TlsWarmUp.handshake(client, server);
        assertThat(serverTrust.accepted()).contains(clientKey.device());
        assertThat(clientTrust.accepted()).contains(serverKey.device());
        return server.getSession().getCipherSuite();
    }
}
