package p2pchat.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param keys the keys of this user and of the directory
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
        SyncedCount inSync,
        Keys keys) {

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
     * @param identity empty if its card is not known
     */
    public record Person(
            Member member,
            Presence presence,
            Optional<Long> since,
            Optional<DepartureReason> reason,
            Optional<Identity> identity) {}

    /**
     * The identity of a member.
     *
     * @param verified whether this user has compared the key
     * @param ambiguous whether another person has, or had, a nick that looks the same
     */
    public record Identity(PersonKey person, boolean verified, boolean ambiguous) {}

    /**
     * The keys that this node relies on; empty before they are known.
     *
     * @param self the key of this user
     * @param directory the key of the directory whose grants this node accepts
     * @param verified the people whose keys this user has compared, with their nicks at that time
     */
    public record Keys(
            Optional<PersonKey> self,
            Optional<DeviceKey> directory,
            Optional<Genesis.DirectoryMode> mode,
            Map<PersonKey, Nick> verified) {

        public static final Keys NONE = new Keys(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

        public Keys {
            verified = Collections.unmodifiableMap(new LinkedHashMap<>(verified));
        }
    }
}
