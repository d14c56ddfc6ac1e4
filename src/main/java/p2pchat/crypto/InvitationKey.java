package p2pchat.crypto;

import p2pchat.model.Act;
import p2pchat.model.Bytes;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.PersonKey;

/** The key pair of an invitation to one network, derived from the secret in its link or spoken code. Pure. */
final class InvitationKey {

    private static final String LABEL = "p2p-chat invitation v1";

    private final SigningKey key;
    private final Bytes network;

    private InvitationKey(SigningKey key, Bytes network) {
        this.key = key;
        this.network = network;
    }

    /** Derives the key. The same secret yields another key in another network. */
    static InvitationKey of(Bytes seed, Genesis genesis) {
        byte[] id = KeyRings.id(genesis).bytes();
        return new InvitationKey(
                SigningKey.of(KeyDerivation.derive(seed.toArray(), id, LABEL)), KeyRings.hash(genesis));
    }

    Bytes publicKey() {
        return key.device().bytes();
    }

    /** Signs the admission of one person. */
    Act.Invited prove(PersonKey person) {
        InvitationId id = Statements.invitationId(publicKey());
        return new Act.Invited(id, key.sign(SignedText.join(network, person, id)));
    }
}
