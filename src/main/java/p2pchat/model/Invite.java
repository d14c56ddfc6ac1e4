package p2pchat.model;

import java.util.List;
import java.util.Optional;

/**
 * The invitation that a newcomer has received: a link, or a spoken code, which has no origin.
 *
 * @param seed the secret, from which the key of the invitation is derived: 16 bytes
 * @param origin what a link tells about the network
 */
public record Invite(Bytes seed, Optional<Origin> origin) {

    public static final int SEED_SIZE = 16;

    public static final int MAX_MEMBERS = 3;

    /**
     * A network as its members knew it when they made a link. The genesis proves the network, so a newcomer with a link
     * needs neither a directory nor trust on first use.
     *
     * @param epoch of the view at that time
     * @param members some that the newcomer can ask if the directory does not answer
     */
    public record Origin(Genesis genesis, Address directory, long epoch, List<Contact> members) {
        public Origin {
            members = List.copyOf(members);
            if (members.size() > MAX_MEMBERS) {
                throw new IllegalArgumentException("a link has " + members.size() + " members");
            }
        }
    }

    /**
     * A member to ask.
     *
     * @param proof of its uid; only a process with this device key is that member
     */
    public record Contact(NodeId node, UidProof proof, Address address) {
        public Leader leader(NetworkId network) {
            return new Leader(new MemberId(node, proof.uid(network)), address);
        }
    }

    public Invite {
        if (seed.size() != SEED_SIZE) {
            throw new IllegalArgumentException("the seed of an invitation has " + SEED_SIZE + " bytes");
        }
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return origin.isPresent() ? "an invitation link" : "a spoken code";
    }
}
