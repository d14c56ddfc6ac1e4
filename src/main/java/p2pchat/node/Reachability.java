package p2pchat.node;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent.Condition;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.NodeId;
import p2pchat.model.Role;

/**
 * Decides which members this node reaches and whether it doubts its leader, from what chat, liveness and membership
 * report. Nothing else in this room keeps such a state. Membership alone decides when a suspicion ends.
 *
 * <p>Pure: each input returns the condition to announce, or nothing if it has not changed. Part of
 * {@link NetworkActors}, on whose thread alone it runs.
 */
final class Reachability {

    /** Members that owe this node an acknowledgement. */
    private Set<NodeId> unresponsive = Set.of();

    /** Members that do not answer this node's pings while it leads. */
    private Set<NodeId> silent = Set.of();

    private Duration leaderSilence = Duration.ZERO;

    /** The condition that membership reported last, and the same as announced. */
    private Optional<Condition> reported = Optional.empty();

    private Optional<Condition> announced = Optional.empty();

    /** Adds what this node reaches to a condition that membership reports. */
    Condition complete(Condition condition) {
        reported = Optional.of(condition.withReachability(leaderSilence, Set.of()));
        announced = withUnreachable();
        return announced.orElseThrow();
    }

    Optional<Condition> onUnresponsive(Set<NodeId> members) {
        unresponsive = members;
        return changed();
    }

    Optional<Condition> onLiveness(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderSuspected suspected) {
            leaderSilence = suspected.silence(); // announced with the condition of membership that follows
        } else if (report instanceof LivenessReport.MembersSilent members) {
            silent = members.members();
            return changed();
        }
        return Optional.empty();
    }

    Optional<Condition> onMembership(MembershipSnapshot now) {
        if (!now.leading()) {
            silent = Set.of(); // only a leader pings all members
        }
        return changed();
    }

    /** Whether this node does not reach the member now, or suspects it as the leader. */
    boolean isUnreachable(Member member, MembershipSnapshot now) {
        if (unresponsive.contains(member.node()) || silent.contains(member.node())) {
            return true;
        }
        boolean suspected =
                reported.filter(condition -> condition.state() == State.SUSPECT).isPresent();
        boolean leads =
                now.view().filter(view -> view.leader().equals(member.node())).isPresent();
        return leads && (suspected || now.role() == Role.ELECTING);
    }

    private Optional<Condition> changed() {
        Optional<Condition> before = announced;
        announced = withUnreachable();
        return announced.equals(before) ? Optional.empty() : announced;
    }

    private Optional<Condition> withUnreachable() {
        Set<NodeId> all = new TreeSet<>(unresponsive);
        all.addAll(silent);
        return reported.map(condition -> condition.withReachability(condition.leaderSilence(), all));
    }
}
