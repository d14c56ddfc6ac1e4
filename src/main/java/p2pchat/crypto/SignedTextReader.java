package p2pchat.crypto;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Grant;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.MessageHash;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
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
                        reader.bytes(UidProof.NONCE_SIZE),
                        AdmissionPolicy.of(reader.integer())));
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

    /** Reads a statement, whose hash the caller knows. */
    static Statement statement(Bytes network, Bytes text, StatementHash hash) {
        return decode(text, "statement v1", reader -> {
            reader.expect(network);
            PersonKey person = reader.person();
            DeviceKey device = reader.device();
            DeviceCertificate author =
                    new DeviceCertificate(person, device, reader.number(), reader.bytes(Ed25519.SIGNATURE_SIZE));
            long number = reader.number();
            long at = reader.number();
            List<StatementHash> parents = new ArrayList<>();
            for (int left = reader.count(Statement.MAX_PARENTS); left > 0; left--) {
                parents.add(new StatementHash(reader.bytes(StatementHash.SIZE)));
            }
            Act act = reader.act();
            return new Statement(author, number, parents, at, act, reader.bytes(Ed25519.SIGNATURE_SIZE), hash);
        });
    }

    private Act act() {
        return switch (SignedText.ActKind.of(integer())) {
            case ADMIT_OPEN -> new Act.Admit(person(), new Act.Open());
            case ADMIT_APPROVED -> new Act.Admit(person(), new Act.Approved());
            case ADMIT_INVITED -> new Act.Admit(person(), new Act.Invited(invitation(), bytes(Ed25519.SIGNATURE_SIZE)));
            case LEAVE -> new Act.Leave();
            case SET_ROLE -> new Act.SetRole(person(), MemberRole.of(integer()), cuts());
            case REMOVE -> new Act.Remove(person(), flag(), shortText(), cuts());
            case UNBAN -> new Act.Unban(person());
            case INVITE -> new Act.Invite(bytes(Ed25519.KEY_SIZE), integer(), number(), MemberRole.of(integer()));
            case CLOSE -> new Act.Close(invitation());
            case SET_POLICY -> new Act.SetPolicy(AdmissionPolicy.of(integer()), flag());
            case SET_TOPIC -> new Act.SetTopic(shortText());
            case REVOKE -> new Act.Revoke(device(), cuts(), bytes(Ed25519.SIGNATURE_SIZE));
        };
    }

    private Cuts cuts() {
        Map<DeviceKey, Long> statements = new LinkedHashMap<>();
        for (int left = count(Cuts.MAX_ENTRIES); left > 0; left--) {
            statements.put(device(), number());
        }
        Map<Uid, Long> messages = new LinkedHashMap<>();
        for (int left = count(Cuts.MAX_ENTRIES); left > 0; left--) {
            messages.put(uid(), number());
        }
        return new Cuts(statements, messages);
    }

    private InvitationId invitation() {
        return new InvitationId(bytes(InvitationId.SIZE));
    }

    private boolean flag() {
        return integer() != 0;
    }

    private int count(int limit) {
        int count = integer();
        if (count < 0 || count > limit) {
            throw new IllegalArgumentException("a list is too long");
        }
        return count;
    }

    private String shortText() {
        String read = text();
        if (read.length() > Act.MAX_TEXT) {
            throw new IllegalArgumentException("a text is too long");
        }
        return read;
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
