package p2pchat.model;

import java.util.Map;
import java.util.Optional;

/**
 * What the statements of a network amount to: who may do what (protocol 2.13). Everybody who holds the same statements
 * has the same authority. Immutable.
 *
 * <p>While a network is open and not locked, everybody is a member who is not named here.
 *
 * @param people everyone that a valid statement names, and the founder
 * @param wasOpen whether those who are not named could enter at some time, so that their old messages count
 * @param invitations the valid ones, also closed ones
 * @param revoked the devices that their person has ended, with the messages of them that still count
 * @param frontier hash over the newest statements, the same for the same statements; 32 bytes, zero without statements
 */
public record Authority(
        AdmissionPolicy policy,
        boolean locked,
        boolean wasOpen,
        String topic,
        Map<PersonKey, Standing> people,
        Map<InvitationId, Invitation> invitations,
        Map<Device, Limits> revoked,
        Bytes frontier) {

    /** The frontier of a network without statements. */
    public static final Bytes NO_STATEMENTS = Bytes.of(new byte[StatementHash.SIZE]);

    /**
     * The position of one person.
     *
     * @param role empty: not in the network
     * @param speech which messages count
     * @param moderation which deletions of others' messages count
     * @param decision the statement that last decided on the role; empty for the founder
     */
    public record Standing(
            Optional<MemberRole> role,
            boolean banned,
            Limits speech,
            Limits moderation,
            Optional<StatementHash> decision) {}

    /**
     * The last message number that counts for each store of a person.
     *
     * @param listed by uid
     * @param others of the stores that are not listed
     */
    public record Limits(Map<Uid, Long> listed, long others) {
        public static final Limits ALL = new Limits(Map.of(), Long.MAX_VALUE);
        public static final Limits NONE = new Limits(Map.of(), 0);

        public Limits {
            listed = Map.copyOf(listed);
        }

        public long of(Uid store) {
            return listed.getOrDefault(store, others);
        }
    }

    /** A device of a person. Anyone can certify anyone's key, so a key alone does not name a device of theirs. */
    public record Device(PersonKey person, DeviceKey key) {}

    /**
     * An invitation.
     *
     * @param terms as stated
     * @param by who made it
     * @param used how many people it has admitted
     * @param closed whether it admits nobody any more: used up, ended, or its maker lost the right
     */
    public record Invitation(Act.Invite terms, PersonKey by, int used, boolean closed) {}

    public Authority {
        people = Map.copyOf(people);
        invitations = Map.copyOf(invitations);
        revoked = Map.copyOf(revoked);
    }

    /** Returns the authority of a network without statements. */
    public static Authority of(Genesis genesis, Bytes frontier) {
        Standing founder = new Standing(Optional.of(MemberRole.OWNER), false, Limits.ALL, Limits.ALL, Optional.empty());
        return new Authority(
                genesis.policy(),
                false,
                genesis.policy() == AdmissionPolicy.OPEN,
                "",
                Map.of(genesis.founder(), founder),
                Map.of(),
                Map.of(),
                frontier);
    }

    /** Returns whether those who are not named may enter. */
    public boolean isOpen() {
        return policy == AdmissionPolicy.OPEN && !locked;
    }

    /** Returns the role of a person; empty: not in the network. */
    public Optional<MemberRole> role(PersonKey person) {
        Standing standing = people.get(person);
        if (standing == null) {
            return isOpen() ? Optional.of(MemberRole.MEMBER) : Optional.empty();
        }
        return standing.role();
    }

    /** Returns whether a device may take part. */
    public boolean admits(PersonKey person, DeviceKey device) {
        return role(person).isPresent() && !revoked.containsKey(new Device(person, device));
    }

    /** Returns whether a device may write and lead. */
    public boolean maySpeak(PersonKey person, DeviceKey device) {
        return admits(person, device) && role(person).orElseThrow() != MemberRole.READER;
    }

    /** Returns whether a person may decide on others. */
    public boolean isAdmin(PersonKey person) {
        return role(person).filter(role -> role.isAtLeast(MemberRole.ADMIN)).isPresent();
    }

    /** Returns the last message of a store that counts: 0 for none, {@code Long.MAX_VALUE} for all. */
    public long speaksUntil(PersonKey person, DeviceKey device, Uid store) {
        Standing standing = people.get(person);
        long ofPerson = standing == null
                ? (wasOpen ? Long.MAX_VALUE : 0)
                : standing.speech().of(store);
        return Math.min(ofPerson, ofDevice(new Device(person, device), store));
    }

    /**
     * Returns whether a person may speak, but not with this store any more, because it was out of the network or a reader
     * in the meantime, and no store speaks twice.
     */
    public boolean hasEnded(PersonKey person, DeviceKey device, Uid store) {
        return maySpeak(person, device) && speaksUntil(person, device, store) < Long.MAX_VALUE;
    }

    /** Returns the last deletion of others' messages in a store that counts. */
    public long moderatesUntil(PersonKey person, DeviceKey device, Uid store) {
        Standing standing = people.get(person);
        return standing == null
                ? 0
                : Math.min(standing.moderation().of(store), ofDevice(new Device(person, device), store));
    }

    private long ofDevice(Device device, Uid store) {
        Limits limits = revoked.get(device);
        return limits == null ? Long.MAX_VALUE : limits.of(store);
    }
}
