package p2pchat.node;

import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Invite;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/**
 * How this node takes part in one network.
 *
 * @param address where other members reach this node
 * @param directory shown to users; calls go through the endpoint
 * @param history the number of earlier messages to show at the start
 * @param persistent whether a former member that can reach neither directory nor members keeps trying
 * @param policy of a network that this node creates
 * @param invite the invitation with which this node joins; it is not stored
 */
public record NetworkSettings(
        NetworkName name,
        Nick nick,
        Address address,
        Address directory,
        Entry entry,
        int history,
        TimingProfile profile,
        boolean persistent,
        AdmissionPolicy policy,
        Optional<Invite> invite) {

    /** Creates settings without an invitation, with which new networks are open. */
    public NetworkSettings(
            NetworkName name,
            Nick nick,
            Address address,
            Address directory,
            Entry entry,
            int history,
            TimingProfile profile,
            boolean persistent) {
        this(
                name,
                nick,
                address,
                directory,
                entry,
                history,
                profile,
                persistent,
                AdmissionPolicy.OPEN,
                Optional.empty());
    }

    /** Returns the settings for another network, which is created if it does not exist. */
    public NetworkSettings of(NetworkName other) {
        return other.equals(name)
                ? this
                : new NetworkSettings(
                        other, nick, address, directory, Entry.JOIN_OR_CREATE, history, profile, persistent);
    }

    /** Returns the settings with the policy of a network that this node creates, or the invitation to one. */
    public NetworkSettings with(AdmissionPolicy newPolicy, Optional<Invite> invitation) {
        return new NetworkSettings(
                name, nick, address, directory, entry, history, profile, persistent, newPolicy, invitation);
    }

    NetworkSettings at(Address other) {
        return new NetworkSettings(name, nick, other, directory, entry, history, profile, persistent, policy, invite);
    }

    /** Whether to join an existing network or to create one. */
    public enum Entry {
        JOIN_OR_CREATE,
        ONLY_JOIN,
        /** Joins an existing network to send one message. */
        VISIT,
        ONLY_CREATE
    }
}
