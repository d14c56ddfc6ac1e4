package p2pchat.crypto;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Grant;
import p2pchat.model.MessageHash;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.ViewId;

/**
 * Decodes what {@link SignedText} encodes, from this program's own store. Throws {@code IllegalArgumentException} on
 * any other content.
 */
final class SignedTextReader {

    private final ByteBuffer text;

    private SignedTextReader(Bytes text) {
        this.text = ByteBuffer.wrap(text.toArray());
    }

    private interface Decoder<T> {
        T decode(SignedTextReader reader);
    }

    static Genesis genesis(Bytes text) {
        return decode(
                text,
                "genesis v1",
                reader -> new Genesis(
                        new NetworkName(reader.text()),
                        reader.person(),
                        reader.device(),
                        reader.device(),
                        DirectoryMode.of(reader.integer()),
                        reader.bytes(UidProof.NONCE_SIZE)));
    }

    static Card card(Bytes network, Bytes text) {
        return decode(text, "card v1", reader -> {
            reader.expect(network);
            PersonKey person = reader.person();
            DeviceKey device = reader.device();
            long madeAt = reader.number();
            Bytes certificate = reader.bytes(Ed25519.SIGNATURE_SIZE);
            return new Card(
                    new DeviceCertificate(person, device, madeAt, certificate),
                    reader.bytes(UidProof.NONCE_SIZE),
                    new Nick(reader.text()),
                    new Address(reader.text(), reader.integer()),
                    reader.number(),
                    reader.bytes(Ed25519.SIGNATURE_SIZE));
        });
    }

    static Grant grant(Bytes network, Bytes text) {
        return decode(text, "grant v1", reader -> reader.grant(network));
    }

    static TwoViews twoViews(Bytes network, Bytes text) {
        return decode(
                text,
                "grant v1",
                reader -> new TwoViews(reader.grant(network), reader.integer(), reader.view(), reader.view()));
    }

    private Grant grant(Bytes network) {
        expect(network);
        return new Grant(number(), uid(), device(), number(), device(), bytes(Ed25519.SIGNATURE_SIZE));
    }

    private TwoViews.Signed view() {
        return new TwoViews.Signed(bytes(MessageHash.SIZE), bytes(Ed25519.SIGNATURE_SIZE));
    }

    private Uid uid() {
        return Uid.of(bytes(16).toArray());
    }

    /** Reads a view that was stored under this key. */
    static SignedViews.Kept view(Bytes id, Bytes value) {
        ViewId view = decode(id, reader -> {
            ViewId stored = new ViewId(reader.number(), reader.text.getInt());
            reader.uid();
            return stored;
        });
        return decode(
                value,
                reader ->
                        new SignedViews.Kept(view, reader.uid(), reader.view(), reader.bytes(reader.text.remaining())));
    }

    private static <T> T decode(Bytes text, String label, Decoder<T> decoder) {
        return decode(text, reader -> {
            reader.expect(SignedText.label(label));
            return decoder.decode(reader);
        });
    }

    private static <T> T decode(Bytes text, Decoder<T> decoder) {
        SignedTextReader reader = new SignedTextReader(text);
        try {
            T decoded = decoder.decode(reader);
            if (reader.text.hasRemaining()) {
                throw new IllegalArgumentException("a stored credential is too long");
            }
            return decoded;
        } catch (BufferUnderflowException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a stored credential is damaged", e);
        }
    }

    private void expect(Bytes expected) {
        if (!bytes(expected.size()).equals(expected)) {
            throw new IllegalArgumentException("a stored credential is of another kind or network");
        }
    }

    private PersonKey person() {
        return new PersonKey(bytes(PersonKey.SIZE));
    }

    private DeviceKey device() {
        return new DeviceKey(bytes(DeviceKey.SIZE));
    }

    private long number() {
        return text.getLong();
    }

    private int integer() {
        return Math.toIntExact(number());
    }

    private String text() {
        int length = text.getInt();
        if (length < 0 || length > text.remaining()) {
            throw new IllegalArgumentException("a stored credential is damaged");
        }
        return new String(bytes(length).toArray(), StandardCharsets.UTF_8);
    }

    private Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        text.get(bytes);
        return Bytes.of(bytes);
    }
}
