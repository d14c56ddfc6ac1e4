package p2pchat.model;

import java.util.List;
import java.util.Optional;

/**
 * One network as this node stands in it, for whoever asks.
 *
 * @param address where others reach this node
 * @param standing role, view and leader; empty while the node is not in yet
 * @param people the members by id, then those that went, the latest last
 * @param stored every message in the log: the vector clock of the mission
 * @param heads what the next own message will directly follow
 * @param inSync how many of the other members were last seen to hold the same messages
 */
public record NetworkStatus(
        NetworkName name,
        NetworkId network,
        Address address,
        Address directory,
        Optional<MembershipSnapshot> standing,
        List<Person> people,
        VersionVector stored,
        List<MessageKey> heads,
        SyncedCount inSync) {

    public NetworkStatus {
        people = List.copyOf(people);
        heads = List.copyOf(heads);
    }

    /** How a member is to this node. */
    public enum Presence {
        PRESENT,
        /** In the view, but not heard or reached at this moment. */
        UNREACHABLE,
        LEFT,
        DROPPED
    }

    /**
     * Somebody who is a member, or was one while this process ran.
     *
     * @param since when it came, or went, by this machine's clock in milliseconds since 1970; empty for a member that
     *     was there before this node
     * @param reason why it departed; empty for a member
     */
    public record Person(Member member, Presence presence, Optional<Long> since, Optional<DepartureReason> reason) {}
}
