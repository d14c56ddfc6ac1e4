package p2pchat.crypto;

import java.util.Arrays;
import java.util.List;
import p2pchat.model.Act;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationCheck;
import p2pchat.model.InvitationId;
import p2pchat.model.PersonKey;
import p2pchat.model.Sha256;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;

/** Signs, encodes and verifies the statements of one network (protocol 2.13). Pure. */
public final class Statements implements InvitationCheck {

    /** The bound of a statement with its signature. */
    public static final int MAX_BYTES = 4_096;

    private final Bytes network;

    private Statements(Bytes network) {
        this.network = network;
    }

    public static Statements of(Genesis genesis) {
        return new Statements(KeyRings.hash(genesis));
    }

    Statement sign(Device device, long number, List<StatementHash> parents, long at, Act act) {
        Bytes none = Bytes.of(new byte[Ed25519.SIGNATURE_SIZE]);
        Statement unsigned = new Statement(
                device.certificate(), number, parents, at, act, none, StatementHash.of(new byte[StatementHash.SIZE]));
        byte[] text = SignedText.statement(network, unsigned);
        Bytes signature = device.signingKey().sign(text);
        StatementHash hash = StatementHash.of(Sha256.digest(text));
        return new Statement(device.certificate(), number, parents, at, act, signature, hash);
    }

    Act.Revoke revoke(SigningKey person, DeviceKey device, Cuts cuts) {
        return new Act.Revoke(device, cuts, person.sign(SignedText.revocation(network, person.person(), device, cuts)));
    }

    /** Returns a statement with its signature, as it is stored and sent. */
    public Bytes encode(Statement statement) {
        return Bytes.of(SignedText.signed(network, statement));
    }

    /**
     * Decodes a statement and verifies its signatures.
     *
     * @throws ForgedException if it is damaged, of another network, or not signed by the device and person that it names
     */
    public Statement decode(Bytes encoded) throws ForgedException {
        Statement statement = decodeTrusted(encoded);
        byte[] text = SignedText.statement(network, statement);
        DeviceCertificate author = statement.author();
        byte[] certificate = SignedText.certificate(author.person(), author.device(), author.madeAt());
        if (!Ed25519.verify(author.person().bytes(), certificate, author.signature())) {
            throw new ForgedException("the device of a statement is not certified by the person it names");
        }
        if (!Ed25519.verify(author.device().bytes(), text, statement.signature())) {
            throw new ForgedException("a statement is not signed by its device");
        }
        if (statement.act() instanceof Act.Revoke revoke
                && !Ed25519.verify(
                        author.person().bytes(),
                        SignedText.revocation(network, author.person(), revoke.device(), revoke.cuts()),
                        revoke.signature())) {
            throw new ForgedException("a revocation is not signed by the person");
        }
        return statement;
    }

    /**
     * Decodes a statement that this process has verified before.
     *
     * @throws ForgedException if it is damaged or of another network
     */
    public Statement decodeTrusted(Bytes encoded) throws ForgedException {
        byte[] bytes = encoded.toArray();
        if (bytes.length > MAX_BYTES || bytes.length < Ed25519.SIGNATURE_SIZE) {
            throw new ForgedException("a statement has " + bytes.length + " bytes");
        }
        byte[] text = Arrays.copyOf(bytes, bytes.length - Ed25519.SIGNATURE_SIZE);
        try {
            Statement statement = SignedTextReader.statement(network, encoded, StatementHash.of(Sha256.digest(text)));
            if (encode(statement).equals(encoded)) {
                return statement;
            }
        } catch (IllegalArgumentException e) {
            throw new ForgedException("a statement is damaged or of another network");
        }
        throw new ForgedException("a statement is not in its canonical form");
    }

    @Override
    public boolean isInvited(PersonKey person, Act.Invited basis, Bytes invitationKey) {
        return invitationId(invitationKey).equals(basis.invitation())
                && Ed25519.verify(invitationKey, SignedText.join(network, person, basis.invitation()), basis.proof());
    }

    @Override
    public InvitationId id(Bytes invitationKey) {
        return invitationId(invitationKey);
    }

    static InvitationId invitationId(Bytes invitationKey) {
        return InvitationId.of(Arrays.copyOf(Sha256.digest(invitationKey.toArray()), InvitationId.SIZE));
    }
}
