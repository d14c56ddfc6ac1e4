package p2pchat.model;

import java.util.List;
import java.util.Optional;

/**
 * The status of one network on this node.
 *
 * @param address where others reach this node
 * @param snapshot role, view and leader; empty before the first report
 * @param people the members by id, then the former members, latest last
 * @param stored the messages in the log, the mission's vector clock
 * @param heads the messages that the next own message will directly follow
 * @param inSync how many other members hold the same messages
 */
public record NetworkStatus(
        NetworkName name,
        NetworkId network,
        Address address,
        Address directory,
        Optional<MembershipSnapshot> snapshot,
        List<Person> people,
        VersionVector stored,
        List<MessageKey> heads,
        SyncedCount inSync) {

    public NetworkStatus {
        people = List.copyOf(people);
        heads = List.copyOf(heads);
    }

    public enum Presence {
        PRESENT,
        /** In the view, but not reachable now. */
        UNREACHABLE,
        LEFT,
        DROPPED
    }

    /**
     * A member, or a former member since this process started.
     *
     * @param since when it joined or departed, by this machine's clock in milliseconds since 1970; empty for a member
     *     that joined before this node
     * @param reason why it departed; empty for a member
     */
    public record Person(Member member, Presence presence, Optional<Long> since, Optional<DepartureReason> reason) {}
}
