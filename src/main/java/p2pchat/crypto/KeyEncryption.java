package p2pchat.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
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

    private static final int COST = 1 << 14; // openssl reads no more without further options
    private static final int BLOCK_SIZE = 8;
    private static final int PARALLELIZATION = 1;
    private static final int SALT_SIZE = 16;
    private static final int KEY_SIZE = 32;
    private static final int MAX_WORK = 1 << 20; // 128 MiB

    private KeyEncryption() {}

    static byte[] encrypt(byte[] plain, byte[] passphrase, SecureRandom random) {
        ScryptParams scrypt = new ScryptParams(bytes(random), COST, BLOCK_SIZE, PARALLELIZATION);
        byte[] vector = bytes(random);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, scrypt),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(vector)));
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, scrypt, vector, passphrase).doFinal(plain);
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
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(encoded);
        PBES2Parameters parameters =
                PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
        if (!scheme.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC)
                || !derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            throw new IllegalArgumentException("not encrypted with scrypt and AES-256");
        }
        ScryptParams scrypt = ScryptParams.getInstance(derivation.getParameters());
        byte[] vector = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, scrypt, vector, passphrase).doFinal(info.getEncryptedData()));
        } catch (BadPaddingException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Cipher cipher(int mode, ScryptParams scrypt, byte[] vector, byte[] passphrase)
            throws GeneralSecurityException {
        int cost = scrypt.getCostParameter().intValueExact();
        int block = scrypt.getBlockSize().intValueExact();
        int parallelization = scrypt.getParallelizationParameter().intValueExact();
        if ((long) cost * block > MAX_WORK || parallelization != 1) {
            throw new IllegalArgumentException("the cost of scrypt is too high");
        }
        byte[] key = SCrypt.generate(passphrase, scrypt.getSalt(), cost, block, parallelization, KEY_SIZE);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
        return cipher;
    }

    private static byte[] bytes(SecureRandom random) {
        byte[] bytes = new byte[SALT_SIZE];
        random.nextBytes(bytes);
        return bytes;
    }
}
