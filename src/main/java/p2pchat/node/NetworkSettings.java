package p2pchat.node;

import p2pchat.model.Address;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/**
 * How this node takes part in one network.
 *
 * @param address where others reach this node
 * @param directory for people to read; calls go through the endpoint
 * @param history how many earlier messages to show at the start
 */
public record NetworkSettings(
        NetworkName name, Nick nick, Address address, Address directory, Entry entry, int history, TimingProfile pace) {

    /** The same for another network, which is entered whether it exists or not. */
    public NetworkSettings of(NetworkName other) {
        return other.equals(name)
                ? this
                : new NetworkSettings(other, nick, address, directory, Entry.JOIN_OR_CREATE, history, pace);
    }

    /** What to do if the network exists, or does not. */
    public enum Entry {
        JOIN_OR_CREATE,
        ONLY_JOIN,
        ONLY_CREATE
    }
}
