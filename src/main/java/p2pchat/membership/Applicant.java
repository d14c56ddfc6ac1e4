package p2pchat.membership;

import p2pchat.model.Address;
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
 */
public record Applicant(
        NetworkName name, Uid uid, Nick nick, Address address, Address directory, boolean create, boolean visiting) {

    public Applicant(NetworkName name, Uid uid, Nick nick, Address address, Address directory, boolean create) {
        this(name, uid, nick, address, directory, create, false);
    }

    Applicant at(Address other) {
        return new Applicant(name, uid, nick, other, directory, create, visiting);
    }
}
