package p2pchat.crypto;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.Sha256;

/**
 * Faster implementations of three algorithms, used before those of the JDK: Ed25519 by Bouncy Castle, and AES-GCM and
 * SHA-256 by Conscrypt once its native library is loaded. Without the library everything works, but slower (ADR 0022).
 * Conscrypt itself is not installed as a provider, because its TLS does not support Ed25519.
 *
 * <p>Threading: any thread.
 */
public final class FastProvider extends Provider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FastProvider.class);
    private static final String NAME = "p2p-chat";
    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final Set<String> NATIVE = Set.of("Cipher/" + AES_GCM, "MessageDigest/SHA-256");

    private transient volatile @Nullable Provider conscrypt;

    private FastProvider() {
        super(NAME, "1", "Ed25519 by Bouncy Castle, AES-GCM and SHA-256 by Conscrypt");
        putService(new Service(this, "Signature", "Ed25519", Ed25519Signature.class.getName(), List.of(), Map.of()) {
            @Override
            public Object newInstance(@Nullable Object parameter) {
                return new Ed25519Signature();
            }
        });
    }

    /** Installs the provider without the native library, unless it is installed. */
    public static void install() {
        Security.insertProviderAt(new FastProvider(), 1);
    }

    /**
     * Installs the provider unless it is installed, and loads the native library, which takes 0.2 s.
     *
     * @param folder a folder for the library while it is loaded; the temporary folder may be mounted noexec
     */
    public static void install(Path folder) {
        install();
        if (Security.getProvider(NAME) instanceof FastProvider provider && provider.conscrypt == null) {
            provider.loadNative(folder);
        }
    }

    /** Returns whether AES-GCM is done in native code, and thus faster than ChaCha20. */
    public static boolean isNative() {
        return Security.getProvider(NAME) instanceof FastProvider fast && fast.conscrypt != null;
    }

    private void loadNative(Path folder) {
        try {
            System.setProperty("org.conscrypt.native.workdir", folder.toString());
            Provider loaded = Conscrypt.newProvider();
            Cipher unused = Cipher.getInstance(AES_GCM, loaded); // fails if this Java demands a signed provider
            conscrypt = loaded;
            Sha256.renew();
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            LOG.info("cannot load the native library of Conscrypt", e);
        }
    }

    @Override
    public @Nullable Service getService(String type, String algorithm) {
        Provider theirs = conscrypt;
        return theirs != null && NATIVE.contains(type + "/" + algorithm)
                ? theirs.getService(type, algorithm)
                : super.getService(type, algorithm);
    }
}
