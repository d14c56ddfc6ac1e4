package p2pchat.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.SCrypt;

/** Encrypts a PKCS#8 key with a passphrase: PBES2 with scrypt and AES-256 in CBC mode (RFC 8018, RFC 7914). */
final class KeyEncryption {

    private static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");
    private static final int COST = 1 << 14; // the most that openssl reads without further options
    private static final int BLOCK_SIZE = 8;
    private static final int PARALLELIZATION = 1;
    private static final int SALT_SIZE = 16;
    private static final int KEY_SIZE = 32;
    private static final int MAX_WORK = 1 << 20; // 128 MiB

    private KeyEncryption() {}

    static byte[] encrypt(byte[] plain, byte[] passphrase, SecureRandom random) {
        ASN1Sequence scrypt = new DERSequence(new ASN1Encodable[] {
            new DEROctetString(bytes(random)),
            new ASN1Integer(COST),
            new ASN1Integer(BLOCK_SIZE),
            new ASN1Integer(PARALLELIZATION)
        });
        byte[] vector = bytes(random);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(SCRYPT, scrypt),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(vector)));
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, scrypt, vector, passphrase).doFinal(plain);
            return new EncryptedPrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), encrypted)
                    .getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Decrypts a key; empty if the passphrase is wrong.
     *
     * @throws IllegalArgumentException if it was encrypted in another way or is damaged
     */
    static Optional<byte[]> decrypt(byte[] encoded, byte[] passphrase) {
        try {
            return Optional.of(decryptValid(encoded, passphrase));
        } catch (BadPaddingException e) {
            return Optional.empty();
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] decryptValid(byte[] encoded, byte[] passphrase) throws GeneralSecurityException {
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(encoded);
        PBES2Parameters parameters =
                PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        if (!scheme.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC)
                || !derivation.getAlgorithm().equals(SCRYPT)) {
            throw new IllegalArgumentException("not encrypted with scrypt and AES-256");
        }
        ASN1Sequence scrypt = ASN1Sequence.getInstance(derivation.getParameters());
        byte[] vector = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
        return cipher(Cipher.DECRYPT_MODE, scrypt, vector, passphrase).doFinal(info.getEncryptedData());
    }

    private static Cipher cipher(int mode, ASN1Sequence scrypt, byte[] vector, byte[] passphrase)
            throws GeneralSecurityException {
        byte[] salt = ASN1OctetString.getInstance(scrypt.getObjectAt(0)).getOctets();
        int cost = number(scrypt, 1);
        int block = number(scrypt, 2);
        int parallelization = number(scrypt, 3);
        if ((long) cost * block > MAX_WORK || parallelization != PARALLELIZATION) {
            throw new IllegalArgumentException("the cost of scrypt is too high");
        }
        byte[] key = SCrypt.generate(passphrase, salt, cost, block, parallelization, KEY_SIZE);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
        return cipher;
    }

    private static int number(ASN1Sequence sequence, int at) {
        return ASN1Integer.getInstance(sequence.getObjectAt(at)).intValueExact();
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[SALT_SIZE];
        random.nextBytes(bytes);
        return bytes;
    }
}
