package p2pchat.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastProviderTest {

    private static final String NAME = "p2p-chat";
    private static final byte[] TEXT = "soup?".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @AfterEach
    void remove() {
        Security.removeProvider(NAME);
    }

    @Test
    void signsAndVerifiesAsTheJdkDoes() throws Exception {
        FastProvider.install();
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signature ours = Signature.getInstance("Ed25519");
        Signature jdk = Signature.getInstance("Ed25519", "SunEC");
        ours.initSign(keys.getPrivate());
        assertThat(ours.getProvider().getName()).isEqualTo(NAME);
        ours.update(TEXT);
        byte[] signature = ours.sign();
        jdk.initSign(keys.getPrivate());
        jdk.update(TEXT);
        assertThat(signature).isEqualTo(jdk.sign());
        for (Signature one : new Signature[] {ours, jdk}) {
            one.initVerify(keys.getPublic());
            one.update(TEXT[0]);
            one.update(TEXT, 1, TEXT.length - 1);
            assertThat(one.verify(signature)).isTrue();
            one.update(new byte[] {1});
            assertThat(one.verify(signature)).isFalse();
        }
    }

    /** The JDK accepts this signature of every text by the neutral point, a key for which anyone can sign. */
    @Test
    void refusesNeutralPoint() throws Exception {
        FastProvider.install();
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex("302a300506032b6570032100" + "01" + "00".repeat(31));
        byte[] signature = hex.parseHex("01" + "00".repeat(63));
        Signature ours = Signature.getInstance("Ed25519");
        ours.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
        ours.update(TEXT);
        assertThat(ours.verify(signature)).isFalse();
    }

    @Test
    void refusesOtherKeys() throws Exception {
        FastProvider.install();
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Signature ours = Signature.getInstance("Ed25519", NAME);
        assertThatThrownBy(() -> ours.initSign(rsa.getPrivate())).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void usesNativeCodeForTwoAlgorithmsOnly() throws Exception {
        FastProvider.install(folder);
        assertThat(FastProvider.isNative()).isTrue();
        assertThat(Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName())
                .isEqualTo("Conscrypt");
        assertThat(MessageDigest.getInstance("SHA-256").getProvider().getName()).isEqualTo("Conscrypt");
        assertThat(Cipher.getInstance("AES/CBC/PKCS5Padding").getProvider().getName())
                .isEqualTo("SunJCE");
        assertThat(javax.net.ssl.SSLContext.getInstance("TLSv1.3").getProvider().getName())
                .isEqualTo("SunJSSE");
        assertThat(MessageDigest.getInstance("SHA-256").digest(TEXT))
                .isEqualTo(MessageDigest.getInstance("SHA-256", "SUN").digest(TEXT));
        assertThat(Files.list(folder)).as("copies of the library").isEmpty();
    }
}
