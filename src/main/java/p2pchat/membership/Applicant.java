package p2pchat.membership;

import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.Uid;

/**
 * Who this node is before any network knows it.
 *
 * @param uid of its store for this network
 * @param address where it listens
 * @param directory where the directory is asked, for people to read
 * @param create whether to found the network if there is none
 */
public record Applicant(NetworkName name, Uid uid, Nick nick, Address address, Address directory, boolean create) {}
