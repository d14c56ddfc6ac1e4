package p2pchat.transport;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import p2pchat.crypto.FastProvider;
import p2pchat.crypto.SigningKey;
import p2pchat.crypto.TlsCertificate;

/** TLS 1.3 in which both ends show a certificate of their key (ADR 0022). */
public final class Tls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String AES = "TLS_AES_128_GCM_SHA256";
    private static final String CHACHA = "TLS_CHACHA20_POLY1305_SHA256";
    private static final String[] HTTP2 = {"h2"};

    static {
        // The cheapest key exchange. JSSE reads this once, when it is first used.
        System.setProperty("jdk.tls.namedGroups", "x25519");
        // Otherwise netty makes the JDK parse its certificate authorities, which nothing here trusts.
        System.setProperty("javax.net.ssl.trustStore", "NONE");
    }

    private final OwnKey ownKey;

    public Tls(SigningKey key) {
        this(TlsCertificate.of(key));
    }

    Tls(TlsCertificate own) {
        this.ownKey = new OwnKey(own);
    }

    /**
     * Returns the server's end of one connection. Its context is new, so no session can be resumed: a resumed one would
     * not show the certificate again.
     */
    SSLEngine server(PeerTrust trust) {
        SSLEngine engine = context(trust).createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = new SSLParameters(suites(), PROTOCOLS);
        parameters.setNeedClientAuth(true);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(HTTP2);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Returns the context of a client. It compares no host names: the key is what identifies a server. */
    public SslContext client(PeerTrust trust) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .keyManager(ownKey)
                    .trustManager(trust)
                    .protocols(PROTOCOLS)
                    .ciphers(List.of(suites()))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the cipher suites, the faster one first. */
    private static String[] suites() {
        return FastProvider.isNative() ? new String[] {AES, CHACHA} : new String[] {CHACHA, AES};
    }

    /** Returns the context for one end of a connection, with the suites and protocols of the JDK. */
    public SSLContext context(PeerTrust trust) {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOLS[0]);
            context.init(new KeyManager[] {ownKey}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hands out the key as it is. The JDK's key managers decrypt theirs for every handshake, which takes 30 ms. */
    private static final class OwnKey extends X509ExtendedKeyManager {

        private static final String ALIAS = "self";

        private final TlsCertificate own;

        private OwnKey(TlsCertificate own) {
            this.own = own;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.key();
        }
    }
}
