package p2pchat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.InvitationKeys;
import p2pchat.model.Invite;
import p2pchat.model.JoinProof;
import p2pchat.model.Member;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;
import p2pchat.model.Sha256;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.StatementSigner;
import p2pchat.roster.StatementStore;

/** Statements without real signatures, for the machines that trust the edge. */
public final class TestStatements {

    private static final Bytes NO_SIGNATURE = Bytes.of(new byte[64]);

    private TestStatements() {}

    /** Returns the key of a person in tests. */
    public static PersonKey person(int number) {
        return PersonKey.of(key(1, number));
    }

    /** Returns a device of a person in tests. */
    public static DeviceCertificate device(int person, int device) {
        return new DeviceCertificate(person(person), DeviceKey.of(key(2 + device, person)), 0, NO_SIGNATURE);
    }

    private static byte[] key(int kind, int number) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) kind);
        key[0] = (byte) number;
        return key;
    }

    /** Returns the genesis of a network that person 0 founds. */
    public static Genesis genesis(AdmissionPolicy policy) {
        return new Genesis(
                new NetworkName("lunch"),
                person(0),
                device(0, 0).device(),
                DeviceKey.of(key(9, 9)),
                Genesis.DirectoryMode.PINNED,
                Bytes.of(new byte[16]),
                policy);
    }

    public static Statement statement(DeviceCertificate author, long number, List<StatementHash> parents, Act act) {
        String text = author.device() + " " + number + " " + parents + " " + act;
        StatementHash hash = StatementHash.of(Sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        return new Statement(author, number, parents, 0, act, NO_SIGNATURE, hash);
    }

    /** Signs for a device. An invitation proves whoever has its key as the proof. */
    public static StatementSigner signer(DeviceCertificate author) {
        return new StatementSigner() {
            @Override
            public DeviceCertificate author() {
                return author;
            }

            @Override
            public Statement sign(long number, List<StatementHash> parents, long at, Act act) {
                return statement(author, number, parents, act);
            }

            @Override
            public Act.Revoke revoke(DeviceKey device, Cuts cuts) {
                return new Act.Revoke(device, cuts, NO_SIGNATURE);
            }

            @Override
            public boolean isInvited(PersonKey person, Act.Invited basis, Bytes invitationKey) {
                return id(invitationKey).equals(basis.invitation())
                        && basis.proof().equals(invitationKey);
            }

            @Override
            public InvitationId id(Bytes invitationKey) {
                return InvitationId.of(Arrays.copyOf(Sha256.digest(invitationKey.toArray()), InvitationId.SIZE));
            }
        };
    }

    /** Makes invitations whose key is also their proof, and whose link is {@code p2p-chat://test}. */
    public static InvitationKeys invitations() {
        return new InvitationKeys() {
            @Override
            public NewInvitation draw(boolean spoken) {
                return new NewInvitation() {
                    @Override
                    public Bytes key() {
                        return Bytes.of(TestStatements.key(8, 1));
                    }

                    @Override
                    public String secret(Address directory, long epoch, List<Member> members) {
                        return spoken ? "code" : "p2p-chat://test";
                    }
                };
            }

            @Override
            public JoinProof prove(Invite invite) {
                Bytes key = Bytes.of(TestStatements.key(8, 1));
                InvitationId id = signer(device(0, 0)).id(key);
                return new JoinProof(new Act.Invited(id, key), key, 0);
            }

            @Override
            public void expect(List<Invite.Contact> members) {}
        };
    }

    /** Keeps statements in memory. */
    public static final class MemoryStore implements StatementStore {
        private final List<Statement> stored = new ArrayList<>();

        @Override
        public synchronized CompletionStage<List<Statement>> load() {
            return CompletableFuture.completedStage(List.copyOf(stored));
        }

        @Override
        public synchronized CompletionStage<Void> append(List<Statement> statements) {
            stored.addAll(statements);
            return CompletableFuture.completedStage(null);
        }
    }
}
