package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.JoinProof;
import p2pchat.model.Leader;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Uid;

/**
 * The identity of this node before it joins.
 *
 * @param uid of its store for this network
 * @param address where it listens
 * @param directory the address of the directory, for display
 * @param create whether to found the network if it does not exist
 * @param visiting see {@link p2pchat.model.Member}
 * @param invited the proof that this person is invited, if it has one
 * @param contacts members that its invitation names
 */
public record Applicant(
        NetworkName name,
        Uid uid,
        Nick nick,
        Address address,
        Address directory,
        boolean create,
        boolean visiting,
        Optional<JoinProof> invited,
        List<Leader> contacts) {

    public Applicant {
        contacts = List.copyOf(contacts);
    }

    public Applicant(
            NetworkName name,
            Uid uid,
            Nick nick,
            Address address,
            Address directory,
            boolean create,
            boolean visiting) {
        this(name, uid, nick, address, directory, create, visiting, Optional.empty(), List.of());
    }

    public Applicant(NetworkName name, Uid uid, Nick nick, Address address, Address directory, boolean create) {
        this(name, uid, nick, address, directory, create, false);
    }

    /** Returns this applicant with an invitation. */
    public Applicant with(JoinProof proof, List<Leader> members) {
        return new Applicant(name, uid, nick, address, directory, create, visiting, Optional.of(proof), members);
    }

    Applicant at(Address other) {
        return new Applicant(name, uid, nick, other, directory, create, visiting, invited, contacts);
    }
}
