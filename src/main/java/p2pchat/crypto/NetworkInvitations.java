package p2pchat.crypto;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationKeys;
import p2pchat.model.Invite;
import p2pchat.model.JoinProof;
import p2pchat.model.Member;
import p2pchat.model.NetworkId;
import p2pchat.model.PersonKey;

/** The invitations of one network. */
final class NetworkInvitations implements InvitationKeys {

    private final Genesis genesis;
    private final NetworkId network;
    private final PersonKey person;
    private final ProofBook proofs;
    private final SecureRandom random;

    NetworkInvitations(Genesis genesis, PersonKey person, ProofBook proofs, SecureRandom random) {
        this.genesis = genesis;
        this.network = KeyRings.id(genesis);
        this.person = person;
        this.proofs = proofs;
        this.random = random;
    }

    @Override
    public NewInvitation draw(boolean spoken) {
        if (spoken) {
            String code = SpokenCode.draw(random);
            return new Drawn(SpokenCode.parse(code).seed(), Optional.of(code));
        }
        byte[] seed = new byte[Invite.SEED_SIZE];
        random.nextBytes(seed);
        return new Drawn(Bytes.of(seed), Optional.empty());
    }

    @Override
    public JoinProof prove(Invite invite) {
        InvitationKey key = InvitationKey.of(invite.seed(), genesis);
        return new JoinProof(
                key.prove(person),
                key.publicKey(),
                invite.origin().map(Invite.Origin::epoch).orElse(0L));
    }

    @Override
    public void expect(List<Invite.Contact> members) {
        members.forEach(member -> proofs.add(network, member.proof().uid(network), member.proof()));
    }

    private final class Drawn implements NewInvitation {
        private final Bytes seed;
        private final Optional<String> code;
        private final Bytes key;

        Drawn(Bytes seed, Optional<String> code) {
            this.seed = seed;
            this.code = code;
            this.key = InvitationKey.of(seed, genesis).publicKey();
        }

        @Override
        public Bytes key() {
            return key;
        }

        @Override
        public String secret(Address directory, long epoch, List<Member> members) {
            return code.orElseGet(() -> InviteLink.encode(
                    seed,
                    new Invite.Origin(
                            genesis,
                            directory,
                            epoch,
                            members.stream()
                                    .flatMap(member -> contact(member).stream())
                                    .limit(Invite.MAX_MEMBERS)
                                    .toList())));
        }

        private Optional<Invite.Contact> contact(Member member) {
            return proofs.find(member.uid())
                    .map(proof -> new Invite.Contact(member.id().node(), proof, member.address()));
        }
    }
}
