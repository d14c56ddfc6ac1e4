package p2pchat.transport;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS that nobody uses, made cheap and made early.
 *
 * <p>The HTTP server asks Java for its default TLS context at the first connection that comes in, TLS or not, and Java
 * then reads every certificate authority the machine trusts: some hundred milliseconds of a processor, and mostly in
 * the midst of an election. The default here trusts nobody, and is made while the node starts.
 */
final class EmptyTlsContext {

    private static final Logger LOG = LoggerFactory.getLogger(EmptyTlsContext.class);

    private EmptyTlsContext() {}

    static void prepare() {
        try {
            SSLContext nobody = SSLContext.getInstance("TLS");
            nobody.init(new KeyManager[0], new TrustManager[0], null);
            SSLContext.setDefault(nobody);
            nobody.createSSLEngine(); // loads what the first connection would
        } catch (GeneralSecurityException e) {
            LOG.debug("the first connection will take longer", e);
        }
    }
}
