package p2pchat.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.PersonKey;

/**
 * The encodings of everything that is signed or hashed. Each begins with a label of its own, so no signature of one kind
 * passes for another; integers are big-endian, and texts of variable length follow their length. Independent of the wire.
 */
final class SignedText {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private SignedText(String label) {
        text.writeBytes(("p2p-chat " + label + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the text whose hash is the id of a network. */
    static byte[] genesis(Genesis genesis) {
        return new SignedText("genesis v1")
                .text(genesis.name().value())
                .bytes(genesis.founder().bytes())
                .bytes(genesis.device().bytes())
                .bytes(genesis.directory().bytes())
                .number(genesis.mode().ordinal())
                .bytes(genesis.nonce())
                .toArray();
    }

    /** Returns the text that a person signs to certify a device. */
    static byte[] certificate(PersonKey person, DeviceKey device, long madeAt) {
        return new SignedText("device v1")
                .bytes(person.bytes())
                .bytes(device.bytes())
                .number(madeAt)
                .toArray();
    }

    private SignedText bytes(Bytes bytes) {
        text.writeBytes(bytes.toArray());
        return this;
    }

    private SignedText number(long value) {
        text.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    private SignedText text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        text.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        text.writeBytes(utf8);
        return this;
    }

    private byte[] toArray() {
        return text.toByteArray();
    }
}
