package p2pchat.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;

/**
 * A self-signed certificate that carries a key in TLS. Only the key matters. Names and dates are the same in all
 * certificates and are not read.
 *
 * @param key the private half, for TLS
 */
public record TlsCertificate(PrivateKey key, X509Certificate certificate) {

    private static final byte[] ALGORITHM = der(0x30, HexFormat.of().parseHex("06032b6570")); // 1.3.101.112 (RFC 8410)
    private static final byte[] NAME =
            der(0x30, der(0x31, der(0x30, HexFormat.of().parseHex("0603550403"), ascii(0x0c, "p2p-chat"))));
    private static final byte[] DATES = der(0x30, ascii(0x17, "700101000000Z"), ascii(0x18, "99991231235959Z"));

    public static TlsCertificate of(SigningKey key) {
        byte[] content = der(
                0x30,
                der(0xa0, der(0x02, new byte[] {2})), // version 3
                der(0x02, new byte[] {1}), // serial number
                ALGORITHM,
                NAME,
                DATES,
                NAME,
                der(0x30, ALGORITHM, bits(key.device().bytes())));
        byte[] encoded = der(0x30, content, ALGORITHM, bits(key.sign(content)));
        try {
            return new TlsCertificate(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key.seed())),
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the key of the other end. TLS itself checks that the other end has the private half.
     *
     * @throws CertificateException if this is anything but one certificate of a valid Ed25519 key
     */
    public static DeviceKey device(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("one certificate expected, not " + chain.length);
        }
        byte[] encoded = chain[0].getPublicKey().getEncoded();
        int keyAt = encoded.length - Ed25519.KEY_SIZE;
        byte[] key = keyAt < 0 ? encoded : Arrays.copyOfRange(encoded, keyAt, encoded.length);
        if (keyAt < 0 || !Arrays.equals(encoded, der(0x30, ALGORITHM, bits(Bytes.of(key))))) {
            throw new CertificateException("not an Ed25519 key");
        }
        if (!Ed25519.isValid(Bytes.of(key))) {
            throw new CertificateException("a key of low order");
        }
        return DeviceKey.of(key);
    }

    private static byte[] ascii(int tag, String text) {
        return der(tag, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bits(Bytes bytes) {
        return der(0x03, new byte[] {0}, bytes.toArray());
    }

    /** Encodes a value of at most 65,535 bytes. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(value::writeBytes);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.write(tag);
        if (value.size() >= 0x100) {
            encoded.write(0x82);
            encoded.write(value.size() >> 8);
        } else if (value.size() >= 0x80) {
            encoded.write(0x81);
        }
        encoded.write(value.size());
        encoded.writeBytes(value.toByteArray());
        return encoded.toByteArray();
    }
}
