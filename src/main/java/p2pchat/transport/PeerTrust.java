package p2pchat.transport;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import p2pchat.crypto.TlsCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.ProblemException;

/**
 * Accepts or refuses the key of the other end of a connection, and remembers the decision. It extends {@code
 * X509ExtendedTrustManager}, so the JDK checks nothing else in the certificate.
 *
 * <p>Threading: any thread.
 */
public final class PeerTrust extends X509ExtendedTrustManager {

    private final ServerKeyCheck check;
    private volatile Optional<DeviceKey> accepted = Optional.empty();
    private volatile Optional<ProblemException> refusal = Optional.empty();

    public PeerTrust(ServerKeyCheck check) {
        this.check = check;
    }

    /** Returns the key accepted last. Once the handshake is complete, the other end has proven that it holds it. */
    Optional<DeviceKey> accepted() {
        return accepted;
    }

    /** Returns why the last key was refused. */
    Optional<ProblemException> refusal() {
        return refusal;
    }

    private void decide(X509Certificate[] chain) throws CertificateException {
        DeviceKey seen = TlsCertificate.device(chain);
        try {
            check.check(seen);
        } catch (ProblemException e) {
            refusal = Optional.of(e);
            throw new CertificateException(e);
        }
        refusal = Optional.empty();
        accepted = Optional.of(seen);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        decide(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        decide(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        decide(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        decide(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        decide(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        decide(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
