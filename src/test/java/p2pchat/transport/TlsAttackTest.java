package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.TlsCertificate;
import p2pchat.proto.LeaveNetworkRequest;

/** Strangers without a key of their own. Nothing that they do may be logged. */
class TlsAttackTest {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int STRANGERS = 600;
    private static final int MORE_THAN_ALLOWED = 100_000;

    private final ServedNetwork node = new ServedNetwork();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.WARN);
    }

    @AfterEach
    void stop() {
        root.detachAppender(logged);
        root.setLevel(Level.OFF); // that of the configuration
        node.close();
    }

    /** Attack 1. */
    @Test
    void refusesClientsWithoutEd25519Certificate() throws Exception {
        SSLContext nameless = SSLContext.getInstance("TLSv1.3");
        nameless.init(null, new TrustManager[] {new PeerTrust(ServerKeyCheck.ANY)}, null);
        assertThat(isRefused(nameless)).isTrue();
        assertThat(isRefused(contextOf(certified("RSA", 2048)))).isTrue();
        assertThat(isRefused(contextOf(certified("EC", 256)))).isTrue();

        SSLContext valid = contextOf(TlsCertificate.of(ServedNetwork.randomKey()));
        assertThat(isRefused(valid, "TLSv1.2")).isTrue();
        assertThat(isRefused(valid)).isFalse();
        logsNothing();
    }

    /** Attack 2: under the neutral point, a signature that everyone can make is valid for the JDK. */
    @Test
    void refusesKeyOfLowOrder() throws Exception {
        byte[] encoded =
                TlsCertificate.of(ServedNetwork.randomKey()).certificate().getEncoded();
        int keyAt = encoded.length - 32 - 3 - 64 - 7;
        Arrays.fill(encoded, keyAt, keyAt + 32, (byte) 0);
        encoded[keyAt] = 1;
        Provider forger = new Forger();
        Security.addProvider(forger);
        try {
            assertThat(isRefused(contextOf(new TlsCertificate(new NoKey(), parsed(encoded)))))
                    .isTrue();
        } finally {
            Security.removeProvider(forger.getName());
        }
        logsNothing();
    }

    /** Attack 5: a resumed session would not show the certificate again. */
    @Test
    void resumesNoSession() throws Exception {
        AtomicInteger certificates = new AtomicInteger();
        SSLContext client =
                new Tls(ServedNetwork.randomKey()).context(new PeerTrust(seen -> certificates.incrementAndGet()));
        assertThat(isRefused(client)).isFalse();
        assertThat(isRefused(client)).isFalse();
        assertThat(certificates).hasValue(2);
    }

    @Test
    void closesPlaintextConnection() throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), node.address.port())) {
            plain.setSoTimeout(PATIENCE_MILLIS);
            plain.getOutputStream().write(HttpFrames.PREFACE.toArrayUnsafe());
            assertThat(plain.getInputStream().readAllBytes()).hasSizeLessThan(HttpFrames.PREFACE.length()); // an alert
        }
        logsNothing();
    }

    /** The JDK sends a key update when a handshake is started again. */
    @Test
    void closesAfterTooManyKeyUpdates() throws Exception {
        try (SSLSocket socket = (SSLSocket) contextOf(TlsCertificate.of(ServedNetwork.randomKey()))
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), node.address.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            int updates = 0;
            try {
                while (updates < MORE_THAN_ALLOWED) {
                    socket.startHandshake();
                    updates++;
                }
            } catch (IOException closed) {
                assertThat(updates).isPositive();
            }
            assertThat(updates).isLessThan(MORE_THAN_ALLOWED);
        }
        logsNothing();
    }

    /** Attack 41, in small: {@code src/bench/run hostile} plays it against processes. */
    @Test
    void strangersDisturbNoMember() throws IOException {
        byte[] hello = clientHello();
        List<Socket> sockets = new ArrayList<>();
        try (RawChannel member = new RawChannel(node.address)) {
            assertThat(leave(member)).isEqualTo(Status.Code.OK);
            for (int i = 0; i < STRANGERS; i += 3) {
                sockets.add(connection(new byte[0]));
                sockets.add(connection(Arrays.copyOf(hello, 40)));
                connection(hello).close();
                if (i % 99 == 0) {
                    assertThat(leave(member)).isEqualTo(Status.Code.OK);
                }
            }
            assertThat(leave(member)).isEqualTo(Status.Code.OK);
            awaitNewcomer();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        logsNothing();
    }

    /** Strangers at the same address have used up its handshakes for the moment. */
    private void awaitNewcomer() {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        Status.Code code = Status.Code.UNAVAILABLE;
        while (code == Status.Code.UNAVAILABLE && System.nanoTime() < deadline) {
            try (RawChannel newcomer = new RawChannel(node.address)) {
                code = leave(newcomer);
            }
        }
        assertThat(code).isEqualTo(Status.Code.OK);
    }

    private static Status.Code leave(RawChannel channel) {
        byte[] request = LeaveNetworkRequest.newBuilder()
                .setHeader(ServedNetwork.header())
                .build()
                .toByteArray();
        return channel.ask("p2pchat.Peer/LeaveNetwork", request).status().getCode();
    }

    private Socket connection(byte[] sent) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.address.port());
        try {
            socket.getOutputStream().write(sent);
        } catch (IOException e) { // closed already
            assertThat(sent).isNotEmpty();
        }
        return socket;
    }

    private static byte[] clientHello() throws SSLException {
        SSLEngine engine = new Tls(ServedNetwork.randomKey())
                .context(new PeerTrust(ServerKeyCheck.ANY))
                .createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    /** Returns whether the server closes the connection instead of answering. */
    private boolean isRefused(SSLContext client, String... protocols) {
        try (SSLSocket socket = (SSLSocket)
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), node.address.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.getOutputStream()
                    .write(HttpFrames.PREFACE
                            .concat(HttpFrames.frame(HttpFrames.SETTINGS, 0, 0, 0))
                            .toArrayUnsafe());
            return isEnded(socket);
        } catch (IOException refused) {
            return true;
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException closed) {
            return true;
        }
    }

    private static SSLContext contextOf(TlsCertificate certificate) {
        return new Tls(certificate).context(new PeerTrust(ServerKeyCheck.ANY));
    }

    /** The signature of a certificate is not checked, because TLS proves possession of the key. */
    private static TlsCertificate certified(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        KeyPair pair = generator.generateKeyPair();
        AlgorithmIdentifier signature = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112"));
        V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(1));
        content.setSignature(signature);
        content.setIssuer(new X500Name("CN=stranger"));
        content.setSubject(new X500Name("CN=stranger"));
        content.setStartDate(new Time(new DERUTCTime("700101000000Z")));
        content.setEndDate(new Time(new DERGeneralizedTime("99991231235959Z")));
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        byte[] encoded = new DERSequence(
                        new ASN1Encodable[] {content.generateTBSCertificate(), signature, new DERBitString(new byte[64])
                        })
                .getEncoded();
        return new TlsCertificate(pair.getPrivate(), parsed(encoded));
    }

    private static X509Certificate parsed(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** The logger that logback.xml switches off reports failures within Pekko's streams. */
    private void logsNothing() {
        assertThat(logged.list)
                .filteredOn(event -> !event.getLoggerName().endsWith(".RepointableActorRef"))
                .isEmpty();
    }

    /** A key that signs without any secret. */
    private static final class NoKey implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "EdDSA";
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }

    private static final class Forger extends Provider {
        private Forger() {
            super("forger", "1", "signs for the neutral point");
            putService(
                    new Service(
                            this,
                            "Signature",
                            "Ed25519",
                            ForgedSignature.class.getName(),
                            List.of(),
                            Map.of("SupportedKeyClasses", NoKey.class.getName())) {
                        @Override
                        public Object newInstance(Object parameter) {
                            return new ForgedSignature();
                        }
                    });
        }
    }

    /** The signature R = 1, S = 0. */
    private static final class ForgedSignature extends SignatureSpi {
        @Override
        protected void engineInitSign(PrivateKey key) {}

        @Override
        protected void engineInitVerify(PublicKey key) {}

        @Override
        protected void engineUpdate(byte b) {}

        @Override
        protected void engineUpdate(byte[] bytes, int at, int length) {}

        @Override
        protected byte[] engineSign() {
            byte[] signature = new byte[64];
            signature[0] = 1;
            return signature;
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {}

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}
