package p2pchat.roster;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Authority;
import p2pchat.model.MemberRole;
import p2pchat.model.Statement;

/** What the roster reports to the rest of the node. */
public sealed interface RosterReport {

    /**
     * Statements have come, so that others may do other things than before. Durable.
     *
     * @param added the statements that came
     * @param voided those that were valid before
     */
    record Changed(Authority authority, List<Judged> added, List<Judged> voided) implements RosterReport {}

    /** People wait for an approval (only while this node leads). */
    record Applied(List<Application> waiting) implements RosterReport {}

    /** Statements cannot be stored. */
    record StoreFailed(Throwable cause) implements RosterReport {}

    /**
     * A statement, and whether it has an effect.
     *
     * @param right the role by which its author could state it; empty if it needs none
     */
    record Judged(Statement statement, boolean valid, Optional<MemberRole> right) {}
}
