package p2pchat.crypto;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Optional;
import p2pchat.model.Bytes;

/** Lets TLS sign and verify with {@link Ed25519}, given keys of the JDK. */
final class Ed25519Signature extends SignatureSpi {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private Optional<SigningKey> signer = Optional.empty();
    private Optional<Bytes> author = Optional.empty();

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        byte[] seed = key instanceof EdECPrivateKey edwards ? edwards.getBytes().orElse(new byte[0]) : new byte[0];
        if (seed.length != Ed25519.KEY_SIZE) {
            throw new InvalidKeyException("not an Ed25519 key");
        }
        text.reset();
        signer = Optional.of(SigningKey.of(seed));
    }

    /** The encoding of a public key ends with its 32 bytes (RFC 8410). */
    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length <= Ed25519.KEY_SIZE) {
            throw new InvalidKeyException("not an Ed25519 key");
        }
        text.reset();
        author = Optional.of(Bytes.of(Arrays.copyOfRange(encoded, encoded.length - Ed25519.KEY_SIZE, encoded.length)));
    }

    @Override
    protected void engineUpdate(byte b) {
        text.write(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        text.write(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        SigningKey key = signer.orElseThrow(() -> new SignatureException("no key"));
        return key.sign(take()).toArray();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        Bytes key = author.orElseThrow(() -> new SignatureException("no key"));
        return Ed25519.verify(key, take(), Bytes.of(signature));
    }

    private byte[] take() {
        byte[] taken = text.toByteArray();
        text.reset();
        return taken;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new UnsupportedOperationException();
    }
}
