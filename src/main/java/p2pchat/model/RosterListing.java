package p2pchat.model;

import java.util.List;
import java.util.Map;

/**
 * Who may do what in a network, for display.
 *
 * @param nicks of the people that this node knows
 * @param decisions parents first
 * @param waiting who waits for an approval, on the leader's node and on those of admins
 * @param devices of this user, that this node knows
 */
public record RosterListing(
        PersonKey self,
        Authority authority,
        Map<PersonKey, Nick> nicks,
        List<RosterDecision> decisions,
        List<Applicant> waiting,
        List<OwnDevice> devices) {

    /** A person that waits for an approval. */
    public record Applicant(Nick nick, PersonKey person, Address address) {}

    /**
     * A device of this user.
     *
     * @param present whether it is in the view
     */
    public record OwnDevice(DeviceKey key, Nick nick, Address address, boolean self, boolean present) {}

    public RosterListing {
        nicks = Map.copyOf(nicks);
        decisions = List.copyOf(decisions);
        waiting = List.copyOf(waiting);
        devices = List.copyOf(devices);
    }
}
